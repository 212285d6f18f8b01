import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { yearIn } from '@kuaiji/figures'
import { responseFigures } from '@kuaiji/response'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connect } from '../../apps/server/database/connect.ts'
import { repository } from '../../apps/server/database/settings.ts'
import { freshDatabase } from '../setup/fresh-database.ts'
import { ask } from '../setup/server.ts'
import { declinedRows } from './declined-rows.ts'
import { offences, type Surface } from './detector.ts'
import { entryNames, foldedTypes, readSources } from './entry-names.ts'
import {
  catalogueSurfaces,
  databaseSurfaces,
  entrySurfaces,
  figureSurfaces,
  metricSurfaces,
  openApiSurfaces,
  stateSurfaces,
  streamSurfaces,
} from './surfaces.ts'
import { type WorkedCity, workCity, workPatienceMs } from './worked-city.ts'

const sources = readSources()
const entries = entryNames(sources)

let city: WorkedCity
let owner: pg.Client
let document: { readonly paths: Record<string, object> }
let message: object
/** Everything the product keeps, takes, shows, streams and counts, by name. */
let everything: readonly Surface[]

beforeAll(async () => {
  city = await workCity()
  owner = await connect(city.database.ownerUrl, 'DATABASE_OWNER_URL')
  document = (await ask(`${city.server.url}/api/openapi.json`)).body
  message = await firstMessage()
  const metrics = (await ask(`${city.server.url}/metrics`)).body as string
  everything = [
    ...(await databaseSurfaces(owner)),
    ...(await stateSurfaces(owner)),
    ...openApiSurfaces(document),
    ...streamSurfaces(message),
    ...metricSurfaces(metrics),
    ...entrySurfaces(entries),
    ...catalogueSurfaces(),
    ...figureSurfaces(publishedFigures()),
  ]
}, workPatienceMs)

afterAll(async () => {
  await owner.end()
  await city.close()
})

/** The first entry of the log as the live stream tells it to an auditor, who is told most. */
async function firstMessage(): Promise<object> {
  const { url, token } = city.seats.auditor
  const abort = new AbortController()
  const { body } = await fetch(`${url}/api/stream?after=-1`, {
    headers: { authorization: `Bearer ${token}` },
    signal: abort.signal,
  })
  let text = ''
  for await (const chunk of body!.pipeThrough(new TextDecoderStream())) {
    text += chunk
    const found = /event: entry\ndata: (.+)\n/.exec(text)?.[1]
    if (found === undefined) continue
    abort.abort()
    return JSON.parse(found)
  }
  throw new Error('the stream ended without an entry')
}

function publishedFigures() {
  const none = { rows: [], next: 0, asAt: 0 }
  const slices = { call: none, order: none, incident: none }
  return responseFigures.flatMap(figure => figure.reckon(slices, yearIn('Asia/Shanghai', 2026)))
}

describe('declined, and nothing in the product can hold, take, show, stream or count it:', () => {
  it.each(declinedRows)('$id $zh — $declined', row => {
    expect(offences(row, everything)).toEqual([])
  })
})

describe('what was looked at', () => {
  it('is all of it', () => {
    const count = (beginning: string) => everything.filter(({ where }) => where.startsWith(beginning)).length
    for (const [beginning, least] of Object.entries({
      'table ledger.': 10,
      'table vault.': 3,
      'table access.': 3,
      'table response.': 4,
      'column ': 100,
      'comment on ': 20,
      'function ': 3,
      'state incident.': 10,
      'path ': 30,
      'field ': 200,
      'value ': 20,
      'stream ': 8,
      'metric ': 5,
      'entry ': 60,
      'catalogue ': 300,
      'figure ': 20,
    }))
      expect(count(beginning), beginning).toBeGreaterThanOrEqual(least)
  })

  it('includes every entry that some fold knows', () => {
    const declared = new Set(entries.map(({ type }) => type))
    expect(foldedTypes(sources).length).toBeGreaterThan(25)
    expect(foldedTypes(sources).filter(type => !declared.has(type))).toEqual([])
  })

  it('knows the facts and particulars of an entry, through aliases and mapped types', () => {
    const named = (type: string) => entries.find(entry => entry.type === type)!.names
    expect(named('incident.opened')).toEqual(
      expect.arrayContaining([
        'type',
        'grade',
        'place',
        'district',
        'urban',
        'cell',
        'location',
        'lon',
        'description',
      ]),
    )
    expect(named('call.received')).toEqual(
      expect.arrayContaining(['channel', 'outside', 'telephone', 'text']),
    )
  })

  it('is the list of the domain study', context => {
    const file = resolve(process.env.KUAIJI_SHARED ?? resolve(repository, '../shared'), 'reference/domain.md')
    const text = readOr(file, () => context.skip(`needs ${file}`))
    const listed = [...text.matchAll(/^\| (S\d{3}) \|.*\| declined \|$/gm)].map(([, id]) => id)
    expect(declinedRows.map(({ id }) => id)).toEqual(listed)
    expect(listed).toHaveLength(24)
  })
})

function readOr(file: string, otherwise: () => never): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return otherwise()
  }
}

describe('the detector', () => {
  /** The word as a column, an endpoint, a field, a parameter, a permitted value, a fact, a code, a figure, a metric … */
  function plantedEverywhere(word: string): readonly Surface[][] {
    const snake = word.replaceAll(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)
    const source = `type Entry = EntryDraft<'call.noted', Facts & { n: number }>\ninterface Facts { readonly inner: Readonly<{ ${JSON.stringify(word)}: string }> }`
    const operation = (part: object) => openApiSurfaces({ paths: { '/api/calls': { post: part } } })
    const figure = { ...publishedFigures()[0]!, id: 'planted' }
    return [
      [{ where: 'column', text: snake, kind: 'name' }],
      openApiSurfaces({ paths: { [`/api/${snake.replaceAll('_', '-')}/{id}`]: {} } }),
      operation({ requestBody: { schema: { properties: { outer: { properties: { [word]: {} } } } } } }),
      operation({ parameters: [{ name: word, in: 'query' }] }),
      operation({ responses: { 200: { schema: { anyOf: [{ const: snake }] } } } }),
      streamSurfaces({ [word]: 1 }),
      ...(/^\w+$/.test(snake) ? [metricSurfaces(`# TYPE kuaiji_${snake} gauge\nkuaiji_${snake} 1`)] : []),
      entrySurfaces(entryNames(new Map([['planted.ts', source]]))),
      catalogueSurfaces({ planted: [{ code: snake, label: { zh: '', en: '' } }] }),
      figureSurfaces([{ ...figure, id: `rate_${snake}` }]),
      figureSurfaces([{ ...figure, title: { zh: '指标', en: `Share of ${snake.replaceAll('_', ' ')}` } }]),
    ]
  }

  it.each(declinedRows)('catches $id wherever it is planted', row => {
    const missed = row.planted.flatMap(word =>
      plantedEverywhere(word).flatMap((surfaces, i) =>
        offences(row, surfaces).length === 0 ? [`${word} ${i}`] : [],
      ),
    )
    expect(missed).toEqual([])
  })

  it('catches a table, a column, a comment and a state that really stand in a database', async () => {
    const database = await freshDatabase()
    const client = await connect(database.ownerUrl, 'DATABASE_OWNER_URL')
    try {
      expect(offencesOf(await databaseSurfaces(client))).toEqual([])
      const english = declinedRows.map(row => ({
        row,
        words: row.planted.filter(word => /^[a-z]/i.test(word)),
      }))
      for (const { words } of english) {
        await client.query(`CREATE TABLE response."${words[0]}" (id uuid PRIMARY KEY)`)
        await client.query(`ALTER TABLE response.figure_call ADD COLUMN "${words[1]}" text`)
      }
      await client.query(`COMMENT ON COLUMN response.figure_call.channel IS 'Camera that saw the caller.'`)
      await client.query(
        `INSERT INTO ledger.state VALUES ('j', gen_random_uuid(), 'call', 1, NULL, NULL, NULL, true, '{"a": [{"b": {"plate": "x"}}]}', now(), now())`,
      )
      const surfaces = await databaseSurfaces(client)
      for (const { row, words } of english) {
        expect(offences(row, surfaces), row.id).toEqual(
          expect.arrayContaining([
            expect.stringContaining(`table response.${words[0]}`),
            expect.stringContaining(`column response.figure_call.${words[1]}`),
          ]),
        )
      }
      expect(offencesOf(surfaces)).toContain('comment on response.figure_call.channel: cameras?')
      expect(offencesOf(await stateSurfaces(client))).toContain('state call.plate: plate')
    } finally {
      await client.end()
      await database.drop()
    }
  })

  it('catches a fact and an endpoint planted among the real ones', () => {
    const file = 'tracks/response/call/call.ts'
    const offending = sources
      .get(file)!
      .replace('outside: boolean', 'outside: boolean; voiceSentiment: string')
    expect(offencesOf(entrySurfaces(entryNames(new Map([...sources, [file, offending]]))))).toEqual([
      'entry call.received voiceSentiment: sentiment',
    ])
    const paths = { ...document.paths, '/api/persons/{id}/trajectory': {} }
    expect(offencesOf(openApiSurfaces({ paths }))).toEqual([
      'path /api/persons/{id}/trajectory: trajector(?:y|ies)',
    ])
    expect(offencesOf(streamSurfaces({ ...message, deviceId: 'x' }))).toEqual([
      'stream deviceId: device (?:id|fingerprint)',
    ])
  })

  it('lets a sentence deny what it names, and a name deny nothing', () => {
    const camera = declinedRows.filter(({ id }) => id === 'S035')
    const of = (text: string, kind: Surface['kind']) =>
      camera.flatMap(row => offences(row, [{ where: 'x', text, kind }]))
    expect(of('There is no camera and never will be', 'sentence')).toEqual([])
    expect(of('There is no plate. A camera sees it', 'sentence')).toHaveLength(1)
    expect(of('no_camera', 'name')).toHaveLength(1)
    expect(of('cameraman’s cameras', 'name')).toHaveLength(1)
    expect(of('cameraderie', 'name')).toEqual([])
  })
})

function offencesOf(surfaces: readonly Surface[]): string[] {
  return declinedRows.flatMap(row => offences(row, surfaces))
}
