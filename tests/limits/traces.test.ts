import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accountIdOf, said, type WorkedCity, workCity, workPatienceMs } from './worked-city.ts'

/** What use leaves behind: of units their present place, of people nothing outside the vault and their own account. */
let city: WorkedCity
let pool: pg.Pool

beforeAll(async () => {
  city = await workCity()
  pool = new pg.Pool({ connectionString: city.database.ownerUrl, max: 2 })
  pool.on('error', () => {})
}, workPatienceMs)

afterAll(async () => {
  await pool.end()
  await city.close()
})

async function names(sql: string, parameters: readonly unknown[] = []): Promise<string[]> {
  return (await pool.query<{ name: string }>(sql, [...parameters])).rows.map(({ name }) => name)
}

const productTables = `
  SELECT format('%I.%I', s.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace
   WHERE c.relkind IN ('r', 'p') AND s.nspname !~ '^(pg_|information_schema)' ORDER BY 1`

/** Tables some row of which, written out, holds the text. */
async function tablesHolding(text: string): Promise<string[]> {
  const holding: string[] = []
  for (const name of await names(productTables)) {
    const { rows } = await pool.query(`SELECT 1 FROM ${name} t WHERE strpos(t::text, $1) > 0 LIMIT 1`, [text])
    if (rows.length > 0) holding.push(name)
  }
  return holding
}

describe('a unit', () => {
  const coordinates = [
    'lon',
    'lat',
    'longitude',
    'latitude',
    'point',
    'location',
    'geom',
    'geometry',
    'position',
    'x',
    'y',
  ]

  it('is the only thing whose place has columns, one row each', async () => {
    const columns = await names(
      `SELECT table_schema || '.' || table_name || '.' || column_name AS name FROM information_schema.columns
        WHERE table_schema IN ('ledger', 'vault', 'access', 'response') AND table_name <> 'queue' AND table_name <> 'outbox'
          AND (column_name = ANY ($1) OR udt_name = ANY ($2)) ORDER BY 1`,
      [coordinates, ['point', 'path', 'line', 'polygon', 'geometry', 'geography', 'box', 'circle', 'lseg']],
    )
    expect(columns).toEqual(['response.position.lat', 'response.position.lon'])
    // In the queue and the outbox a position is a place in a row, a bigint.
    expect(
      await names(
        `SELECT DISTINCT udt_name AS name FROM information_schema.columns
          WHERE table_name IN ('queue', 'outbox') AND column_name = ANY ($1)`,
        [coordinates],
      ),
    ).toEqual(['int8'])
    expect(
      await names(
        `SELECT string_agg(a.attname, ',' ORDER BY k.place) AS name
           FROM pg_constraint c, unnest(c.conkey) WITH ORDINALITY AS k (attnum, place), pg_attribute a
          WHERE c.conrelid = 'response.position'::regclass AND c.contype = 'p'
            AND a.attrelid = c.conrelid AND a.attnum = k.attnum`,
      ),
    ).toEqual(['jurisdiction,unit'])
  })

  it('reports where it is, and where it was is nowhere', async () => {
    const { id, location } = city.unit
    const { dispatcher } = city.seats
    const places = [1, 2, 3].map(i => ({
      lon: Number((location.lon + i * 1e-4 + 3.7e-7).toFixed(9)),
      lat: location.lat,
    }))
    for (const place of places) {
      const { status, body } = await dispatcher.post('/api/positions', {
        positions: [{ unit: id, location: place }],
      })
      expect([status, body.stored]).toEqual([200, 1])
    }
    const { rows } = await pool.query('SELECT lon FROM response.position WHERE unit = $1', [id])
    expect(rows).toEqual([{ lon: places[2]!.lon }])
    expect(await tablesHolding(String(places[2]!.lon))).toEqual(['response."position"'])
    for (const place of places.slice(0, 2)) expect(await tablesHolding(String(place.lon))).toEqual([])
  })

  it('off duty is nowhere', async () => {
    const { id } = city.unit
    const { status } = await city.seats.dispatcher.post(`/api/units/${id}/duty`, {
      duty: 'off_duty',
      reason: 'end_of_shift',
    })
    expect(status).toBe(200)
    expect((await pool.query('SELECT 1 FROM response.position WHERE unit = $1', [id])).rows).toEqual([])
  })
})

describe('a person', () => {
  it('who called is in the vault alone: neither words, number, door nor exact place stand in clear', async () => {
    for (const text of [...Object.values(said), String(city.place.lon)]) {
      const holding = await tablesHolding(text)
      expect(
        holding.filter(name => name !== 'response."position"'),
        text,
      ).toEqual([])
    }
    const output = [...city.server.lines, ...city.server.errors].join('\n')
    for (const text of Object.values(said)) expect(output).not.toContain(text)
  })

  it('who works here has an account, a session and answers under keys of their own, and no other row', async () => {
    const own = new Set(['access.account', 'access.session', 'ledger.idempotency'])
    for (const seat of Object.values(city.seats)) {
      const holding = await tablesHolding(await accountIdOf(seat))
      expect(holding).toContain('access.account')
      expect(holding.filter(name => !own.has(name))).toEqual([])
    }
  })

  it('is not what any table is keyed by, but accounts and their sessions', async () => {
    const keyed = await names(
      `SELECT DISTINCT i.indrelid::regclass::text || '.' || a.attname AS name
         FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
         JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace s ON s.oid = c.relnamespace
        WHERE s.nspname IN ('ledger', 'vault', 'access', 'response')
          AND a.attname ~ '(^|_)(account|actor|user|person|people|officer|crew|caller|resident|citizen|telephone|phone|face|plate|device|subject)(_|$)'
        ORDER BY 1`,
    )
    expect(keyed).toEqual(['access.session.account', 'ledger.idempotency.actor'])
  })

  it('has no column in what figures are reckoned from: not even unit, seat or call sign', async () => {
    const columns = await names(
      `SELECT DISTINCT column_name AS name FROM information_schema.columns
        WHERE table_schema = 'response' AND table_name LIKE 'figure%' ORDER BY 1`,
    )
    const own = columns.filter(name => !/_(at|leaf|source)$/.test(name))
    expect(own).toEqual([
      'cancelled',
      'channel',
      'crew_reported',
      'district',
      'grade',
      'incident',
      'jurisdiction',
      'orders',
      'record',
      'type',
      'urban',
    ])
  })
})
