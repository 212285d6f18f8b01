import { policy } from '@kuaiji/access'
import { type Desk, type Route, refuse } from '@kuaiji/kernel'
import { findEntry, proofPath } from '@kuaiji/ledger'
import type { Pool } from 'pg'
import Type from 'typebox'

const ById = Type.Object({ id: Type.String({ format: 'uuid' }) }, { additionalProperties: false })
const Base64 = Type.String({ contentEncoding: 'base64' })

const readEntry = policy('readEntry', {
  zh: '审计员、值班领导和管理员可以查看账目条目及其盐值。',
  en: 'Auditors, commanders and administrators may open an entry with its salts.',
}).for('auditor', 'commander', 'admin')

/** An entry with its salts and commitments: all that is needed to reckon its leaf and follow it to the signed root. */
export function entryRoutes(pool: Pool): Route[] {
  const route: Route<typeof ById> = {
    method: 'GET',
    path: '/api/entries/{id}',
    operation: 'readEntry',
    summary: 'One entry with salts, commitments and the path of its proof',
    policy: readEntry,
    purpose: 'audit',
    params: ById,
    answers: {
      200: Type.Object({
        id: Type.String(),
        record: Type.String(),
        kind: Type.String(),
        envelope: Type.Unknown(),
        facts: Type.Unknown(),
        salts: Type.Object({ envelope: Base64, facts: Base64 }),
        commitments: Type.Object({ envelope: Base64, facts: Base64, particulars: Base64 }),
        leafHash: Base64,
        leafIndex: Type.Union([Type.Integer(), Type.Null()]),
        proof: Type.String(),
      }),
    },
    handle: (desk, { params }) => entryAnswer(pool, desk, params.id),
  }
  return [route as unknown as Route]
}

async function entryAnswer(pool: Pool, desk: Desk, id: string) {
  const entry = await findEntry(pool, desk.authority.jurisdiction, id)
  if (entry === undefined) throw refuse(404, 'not_found', 'There is no entry with this id.', { id })
  const { record, kind, envelope, facts, salts, commitments, leafHash, leafIndex } = entry
  return {
    status: 200,
    body: {
      id,
      record,
      kind,
      envelope,
      facts,
      salts: { envelope: salts.envelope.toString('base64'), facts: salts.facts.toString('base64') },
      commitments,
      leafHash: leafHash.toString('base64'),
      leafIndex,
      proof: proofPath(id),
    },
  }
}
