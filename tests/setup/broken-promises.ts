import type pg from 'pg'

/**
 * What a crash or a race could have broken, each as a query that finds nothing in a whole ledger. The SQL is written
 * from the design, not from the code: it reads tables alone.
 */
const faults: Readonly<Record<string, string>> = {
  'a record whose entries have a gap or do not reach its version': `
    SELECT s.record FROM ledger.state s LEFT JOIN ledger.entry e USING (jurisdiction, record)
     GROUP BY s.record, s.n HAVING count(e.n) <> s.n OR max(e.n) <> s.n OR min(e.n) <> 1`,
  'an entry without a record': `
    SELECT e.id FROM ledger.entry e LEFT JOIN ledger.state s USING (jurisdiction, record) WHERE s.record IS NULL`,
  'an entry that is neither queued nor a leaf, or both': `
    SELECT e.id FROM ledger.entry e
      LEFT JOIN ledger.queue q USING (jurisdiction, record, n) LEFT JOIN ledger.leaf l USING (jurisdiction, record, n)
     WHERE (q.n IS NULL) = (l.n IS NULL)`,
  'a leaf whose commitments are not its entry’s': `
    SELECT e.id FROM ledger.entry e JOIN ledger.leaf l USING (jurisdiction, record, n)
     WHERE e.commitments <> l.commitments`,
  'leaf indexes that are not dense from 0, or not what the head says': `
    SELECT h.size FROM ledger.head h LEFT JOIN ledger.leaf l USING (log)
     GROUP BY h.log, h.size HAVING count(l.index) <> h.size OR coalesce(max(l.index) + 1, 0) <> h.size`,
  'an envelope or facts that do not fit their commitment': `
    SELECT id FROM ledger.entry
     WHERE sha256(substr(salts, 1, 32) || convert_to(envelope::text, 'UTF8')) <> substr(commitments, 1, 32)
        OR sha256(substr(salts, 33) || convert_to(facts::text, 'UTF8')) <> substr(commitments, 33, 32)`,
  'an entry whose particulars are gone while its record’s key is there, or the other way round': `
    SELECT e.id FROM ledger.entry e
      LEFT JOIN vault.key k USING (jurisdiction, record) LEFT JOIN vault.particular p USING (jurisdiction, record, n)
     WHERE (k.record IS NULL) <> (p.n IS NULL)`,
  'an order without the word on its incident, or the word without the order': `
    SELECT coalesce(a.record::text, d.facts->>'assignment')
      FROM (SELECT record, facts FROM ledger.entry WHERE type = 'assignment.ordered') a
      FULL JOIN (SELECT record, facts FROM ledger.entry WHERE type = 'incident.dispatched') d
        ON d.facts->>'assignment' = a.record::text AND d.record::text = a.facts->>'incident'
     WHERE a.record IS NULL OR d.record IS NULL`,
  'a call attached without the word on its incident, or the word without the call': `
    SELECT coalesce(c.record::text, i.facts->>'call')
      FROM (SELECT record, facts FROM ledger.entry WHERE type = 'call.attached') c
      FULL JOIN (SELECT record, facts FROM ledger.entry WHERE type = 'incident.call_attached') i
        ON i.facts->>'call' = c.record::text AND i.record::text = c.facts->>'incident'
     WHERE c.record IS NULL OR i.record IS NULL`,
  'a unit on two open orders': `
    SELECT state->>'unit' FROM ledger.state WHERE kind = 'assignment' AND is_open
     GROUP BY state->>'unit' HAVING count(*) > 1`,
  'an open order that does not hold its unit': `
    SELECT record FROM ledger.state
     WHERE kind = 'assignment' AND is_open <> (holds IS NOT DISTINCT FROM 'unit:' || (state->>'unit'))`,
  'numbers with a twin or a gap': `
    SELECT c.series, c.year FROM ledger.counter c
      LEFT JOIN ledger.state s ON s.jurisdiction = c.jurisdiction AND s.number LIKE c.series || c.year || '-%'
     GROUP BY c.series, c.year, c.last
    HAVING count(s.number) <> c.last OR count(DISTINCT s.number) <> c.last
        OR max(split_part(s.number, '-', 2)::bigint) <> c.last`,
  'a kept answer that names no record': `
    SELECT i.key FROM ledger.idempotency i
      LEFT JOIN ledger.state s ON s.jurisdiction = i.jurisdiction AND s.record = (i.answer->>'id')::uuid
     WHERE s.record IS NULL OR s.n < (i.answer->>'n')::integer`,
}

/** The promises of the ledger that do not hold in this database, each with how often; empty when all do. */
export async function brokenPromises(owner: pg.Pool): Promise<readonly string[]> {
  const broken: string[] = []
  for (const [name, sql] of Object.entries(faults)) {
    const { rowCount } = await owner.query(sql)
    if (rowCount) broken.push(`${name}: ${rowCount}`)
  }
  return broken
}

/** How many facts there are: a request that was refused has left none. */
export async function countEntries(owner: pg.Pool): Promise<number> {
  const { rows } = await owner.query<{ n: number }>('SELECT count(*)::int AS n FROM ledger.entry')
  return rows[0]!.n
}
