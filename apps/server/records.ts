import { policy } from '@kuaiji/access'
import type { Authority, Route } from '@kuaiji/kernel'
import { inTransaction } from '@kuaiji/ledger'
import { accessesOf, erase, eraseRecord, searchByTelephone, searchTelephone } from '@kuaiji/vault'
import type { PoolClient } from 'pg'
import Type from 'typebox'
import type { Bureau } from './bureau.ts'

const strict = { additionalProperties: false } as const
const Id = Type.String({ format: 'uuid' })
const ById = Type.Object({ id: Id }, strict)
const Erase = Type.Object({ reason: Type.Enum(['request', 'unlawful']) }, strict)
const Search = Type.Object(
  {
    telephone: Type.String({ pattern: '^[+0-9][0-9 -]{1,30}$' }),
    /** The open call, or the receipt holder's own record, that makes the search lawful. It must carry the number. */
    ground: Type.Object(
      { by: Type.Enum(['open_call', 'receipt']), kind: Type.Enum(['call']), record: Id },
      strict,
    ),
  },
  strict,
)
const Look = Type.Object({
  at: Type.String(),
  act: Type.String(),
  role: Type.String(),
  unit: Type.String(),
  purpose: Type.String(),
})

const readAccesses = policy('readAccesses', {
  zh: '审计员、值班领导和管理员可以查看一条记录被谁（单位和岗位）、因何查阅。',
  en: 'Auditors, commanders and administrators may see which unit and role looked at a record, and why.',
}).for('auditor', 'commander', 'admin')

/** What may be done to the personal data of a record, whatever its kind. Each act is itself an entry. */
export function recordRoutes(bureau: Bureau): Route[] {
  const { pool, vault, jurisdiction } = bureau
  const within = <T>(run: (client: PoolClient) => Promise<T>) => inTransaction(pool, run)
  const looks: Route<typeof ById> = {
    method: 'GET',
    path: '/api/records/{id}/accesses',
    operation: 'readAccesses',
    summary: 'Who looked at the record’s personal data, and why',
    policy: readAccesses,
    purpose: 'audit',
    params: ById,
    answers: { 200: Type.Object({ items: Type.Array(Look) }) },
    handle: async (_, { params }) => ({
      status: 200,
      body: { items: await accessesOf(pool, jurisdiction, params.id) },
    }),
  }
  const erasure: Route<typeof ById, never, typeof Erase> = {
    method: 'POST',
    path: '/api/records/{id}/erasure',
    operation: 'eraseRecord',
    summary: 'Erase the personal data of a closed record; the ledger keeps that it was done',
    policy: eraseRecord,
    purpose: 'erasure',
    params: ById,
    body: Erase,
    answers: { 200: Type.Object({ id: Id, entries: Type.Integer() }) },
    async handle({ authority, now }, { params, body }) {
      const request = { record: params.id, reason: body.reason }
      const entries = await within(client => erase(vault, client, authority, request, now))
      return { status: 200, body: { id: params.id, entries } }
    },
  }
  const search: Route<never, never, typeof Search> = {
    method: 'POST',
    path: '/api/telephone-searches',
    operation: 'searchTelephone',
    summary: 'Records of one kind that carry a telephone number, for an open call or a receipt holder',
    policy: searchTelephone,
    purpose: 'call_handling',
    body: Search,
    answers: { 200: Type.Object({ records: Type.Array(Id) }) },
    async handle({ authority, now }: { authority: Authority; now: Date }, { body }) {
      const { telephone, ground } = body
      const request = { telephone, kind: ground.kind, ground }
      return {
        status: 200,
        body: { records: await within(client => searchByTelephone(vault, client, authority, request, now)) },
      }
    },
  }
  return [looks, erasure, search] as unknown as Route[]
}
