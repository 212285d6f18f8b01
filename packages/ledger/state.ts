import { type Kind, type Loaded, refuse } from '@kuaiji/kernel'
import type { ClientBase, Pool } from 'pg'
import type { Sealer } from './sealer.ts'

interface StateRow {
  record: string
  n: number
  number: string | null
  state: unknown
  wrapped: Buffer | null
}

/** Data keys seen lately, so that the next append needs no look-up. 10,000 keys are under 2 MB. */
const keysMax = 10_000

/** Reads folded states; their data keys are kept at hand for the append that follows. */
export function stateReader(sealer: Sealer) {
  const keys = new Map<string, Buffer>()

  function keep(record: string, key: Buffer): void {
    keys.delete(record)
    keys.set(record, key)
    if (keys.size > keysMax) keys.delete(keys.keys().next().value as string)
  }

  async function find<S>(
    client: Pool | ClientBase,
    jurisdiction: string,
    kind: Kind<S>,
    record: string,
  ): Promise<Loaded<S> | undefined> {
    const { rows } = await client.query<StateRow>({
      name: 'ledger.state',
      text: `SELECT s.record, s.n, s.number, s.state, k.wrapped
               FROM ledger.state s LEFT JOIN vault.key k USING (jurisdiction, record)
              WHERE s.jurisdiction = $1 AND s.record = $2 AND s.kind = $3`,
      values: [jurisdiction, record, kind.name],
    })
    const row = rows[0]
    if (row === undefined) return undefined
    if (row.wrapped !== null && !keys.has(record))
      keep(record, sealer.unwrap(jurisdiction, record, row.wrapped))
    return {
      id: row.record,
      n: row.n,
      state: row.state as S,
      ...(row.number === null ? {} : { number: row.number }),
    }
  }

  return {
    find,
    async load<S>(
      client: Pool | ClientBase,
      jurisdiction: string,
      kind: Kind<S>,
      record: string,
    ): Promise<Loaded<S>> {
      const found = await find(client, jurisdiction, kind, record)
      if (found === undefined)
        throw refuse(404, 'not_found', `There is no ${kind.name} with this id.`, {
          kind: kind.name,
          id: record,
        })
      return found
    },
    keys: keys as ReadonlyMap<string, Buffer>,
    keep,
    /** After an erasure: the record's key must not be used again. */
    forget: (record: string) => keys.delete(record),
  }
}
