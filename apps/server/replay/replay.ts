import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { yearAt } from '@kuaiji/figures'
import { createIntegrator, fold, type View } from '@kuaiji/ledger'
import { logSource, parseVerifier, verifyLog, writeLog } from '@kuaiji/ledger/tree'
import type { FigureItem, FigureReport } from '@kuaiji/response/shape'
import type { Bureau } from '../bureau.ts'
import type { DatabaseSettings } from '../database/index.ts'
import { Desks } from './desks.ts'
import { openFolder } from './folder.ts'
import { type InputOptions, type Inputs, readInputs } from './inputs.ts'
import { compare, spreadOf } from './intervals.ts'
import { countFeedbackMissed, ledgerTimes } from './ledger-times.ts'
import { writeRefused } from './refused-file.ts'
import type { ReplayReport } from './report.ts'
import { type Outcome, run } from './run.ts'
import { openStage, type Stage } from './stage.ts'

export interface ReplayOptions extends InputOptions {
  /** Folder of the replay: its ledger, the exported log, the refused rows. */
  readonly out: string
  /** Another database than the embedded one of the folder. */
  readonly database?: Pick<DatabaseSettings, 'databaseUrl' | 'ownerUrl'>
  readonly signal: AbortSignal
  readonly onProgress?: (done: number, total: number, now: Date) => void
}

/** The replay's clock starts this long before the first call: then the fleet comes on duty. */
const leadMs = 60_000

/**
 * Replays recorded calls through the public commands, on a ledger of their own whose origin and first entry say that
 * it is simulated. Reads everything first; throws before anything is written when the input cannot be used. Ended by
 * `signal` it stops in order and throws; the same folder given again, it goes on where it stopped.
 */
export async function replay(options: ReplayOptions): Promise<ReplayReport> {
  const startedMs = performance.now()
  const inputs = await readInputs(options, new Date())
  const { city, file } = inputs
  const { origin } = await openFolder(options.out, city.id)
  const firstMs = file.calls.reduce((ms, call) => Math.min(ms, call.receivedMs), Date.now())
  const stage = await openStage({
    dataFolder: join(options.out, 'ledger'),
    database: options.database,
    city,
    timeZone: options.timeZone,
    origin,
    startsMs: firstMs - leadMs,
  })
  let found: Omit<ReplayReport, 'seconds'>
  try {
    found = await replayOn(stage, options, inputs)
  } finally {
    await stage.close()
  }
  const report = { ...found, seconds: (performance.now() - startedMs) / 1000 }
  await writeFile(join(options.out, 'report.json'), `${JSON.stringify(report, null, 2)}\n`)
  return report
}

async function replayOn(
  stage: Stage,
  options: ReplayOptions,
  inputs: Inputs,
): Promise<Omit<ReplayReport, 'seconds'>> {
  const { bureau, clock, tracks, app } = stage
  const { file, city, fleetFrom } = inputs
  const desks = await Desks.open(bureau, app)
  const outcome = await run(file.calls, {
    bureau,
    clock,
    desks,
    kinds: tracks.kinds,
    signal: options.signal,
    onDone: (done, now) => options.onProgress?.(done + file.refused.length, file.rows, now),
  })
  await integrate(bureau, tracks.views)
  const log = await publish(stage, join(options.out, 'log'))
  if (options.signal.aborted)
    throw new Error(
      `interrupted at ${clock.now().toISOString()} after ${outcome.courses.length + outcome.refused.length} of ${file.rows} rows; the same command with --out ${options.out} goes on`,
    )
  const refused = [...file.refused, ...outcome.refused]
  const refusedFile = join(options.out, 'refused.csv')
  await writeRefused(refusedFile, refused)
  return {
    rows: file.rows,
    accepted: outcome.courses.length,
    refused: refused.length,
    refusals: Object.fromEntries(
      [...Map.groupBy(refused, row => row.code)].map(([code, rows]) => [code, rows.length]),
    ),
    refusedFile,
    ...(await tellOf(outcome, bureau)),
    fleet: { units: city.units.length, stations: city.stations.length, from: fleetFrom },
    figures: await figuresOf(desks, options, inputs),
    ledger: join(options.out, 'ledger'),
    log,
    verified: true,
  }
}

async function tellOf({ courses, delayed, unserved }: Outcome, bureau: Bureau) {
  const times = await ledgerTimes(bureau)
  const sent = courses.filter(course => course.order !== undefined)
  const known = sent.flatMap(({ etaSeconds }) => (etaSeconds === undefined ? [] : [etaSeconds * 1000]))
  return {
    crewOnScene: courses.filter(({ call }) => call.arrivedMs === call.receivedMs).length,
    delayed,
    delay: spreadOf(courses.map(({ delayMs }) => delayMs).filter(ms => ms > 0)),
    unserved,
    feedbackMissed: await countFeedbackMissed(
      bureau,
      courses.map(({ incident }) => incident),
    ),
    ...compare(
      sent.map(({ call, incident, delayMs }) => ({ recorded: call, ledger: times.get(incident), delayMs })),
    ),
    recommendation: {
      dispatches: sent.length,
      etaKnown: known.length,
      eta: spreadOf(known),
      incomplete: sent.filter(({ shortfall }) => shortfall > 0).length,
    },
  }
}

/** Gives every entry its place in the log, and folds the views. */
async function integrate({ pool, log, jurisdiction }: Bureau, views: readonly View[]): Promise<void> {
  const integrator = createIntegrator(pool, log.name)
  while ((await integrator.integrate(jurisdiction)) > 0);
  for (const view of views) while ((await fold(pool, log.name, view)) > 0);
}

/** Signs what has been written, exports it, and computes the export again from its entries. */
async function publish({ bureau, clock, url }: Stage, folder: string): Promise<ReplayReport['log']> {
  const off = await bureau.publisher.check()
  if (off !== undefined) throw new Error(off.sentence)
  await bureau.publisher.publish(clock.now())
  const { key } = bureau.log
  await writeLog(logSource(`${url}/ledger`), folder, { log: parseVerifier(key) })
  const { origin, size, root } = await verifyLog(logSource(folder), { log: parseVerifier(key) })
  return { folder, origin, key, entries: size, root }
}

/** First-wave arrival of every year that has calls, as `kuaiji figures` says it. */
async function figuresOf(desks: Desks, options: ReplayOptions, { file }: Inputs): Promise<FigureItem[]> {
  const years = new Set(file.calls.map(call => yearAt(options.timeZone, call.receivedMs)))
  const items: FigureItem[] = []
  for (const year of [...years].sort()) {
    const report = await desks.get<FigureReport>('commander', `/api/figures?year=${year}`)
    items.push(...report.items.filter(({ id }) => id === 'M01'))
  }
  return items
}
