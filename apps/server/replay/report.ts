import type { FigureItem } from '@kuaiji/response/shape'
import type { Comparison, Spread } from './intervals.ts'

/** What a replay found: the closing report, and with `--json` the document. */
export interface ReplayReport extends Comparison {
  readonly rows: number
  readonly accepted: number
  readonly refused: number
  /** Refused rows by reason code. */
  readonly refusals: Readonly<Record<string, number>>
  readonly refusedFile: string
  /** Calls that a crew was at already when they were received. */
  readonly crewOnScene: number
  /** Calls for which no unit was free at the recorded time, and how late the unit was sent. */
  readonly delayed: number
  readonly delay: Spread
  /** Calls that no unit of the fleet could be sent to; their incidents are open. */
  readonly unserved: number
  /** Calls whose first feedback was due before the close; the file records no feedback, and none is made up. */
  readonly feedbackMissed: number
  readonly fleet: { readonly units: number; readonly stations: number; readonly from: string }
  readonly recommendation: {
    readonly dispatches: number
    /** Orders to a unit whose time of arrival the recommendation knew. */
    readonly etaKnown: number
    readonly eta: Spread
    /** Orders when some place of the response plan found no free unit. */
    readonly incomplete: number
  }
  readonly figures: readonly FigureItem[]
  readonly ledger: string
  readonly log: {
    readonly folder: string
    readonly origin: string
    readonly key: string
    readonly entries: number
    readonly root: string
  }
  /** The exported log was computed again from its entries and agrees with what was signed. */
  readonly verified: true
  readonly seconds: number
}

const whyOutside =
  'the command that opens incidents refuses a place outside the city. A live call from outside is never refused: it is kept and handed to the neighbour'

/** The report for people. */
export function reportSentence(report: ReplayReport): string {
  const { rows, accepted, refused, refusals, refusedFile, log, ledger, seconds } = report
  const reasons = Object.entries(refusals).map(
    ([code, n]) => `  ${whole(n)} ${code}${code === 'outside_city' ? `: ${whyOutside}` : ''}`,
  )
  return [
    `${whole(rows)} rows: ${whole(accepted)} accepted, ${whole(refused)} refused (${refusedFile})`,
    ...reasons,
    ...fleetLines(report),
    'intervals, median and nine in ten (recorded | ledger)',
    ...intervalLines(report),
    `  ${whole(report.mismatches)} calls whose times in the ledger are not the recorded ones`,
    ...report.figures.map(figureLine),
    `${whole(log.entries)} entries in ${ledger}, ${seconds.toFixed(1)} s`,
    `the log ${log.origin} is exported and verified; to repeat it:`,
    `  kuaiji verify --log ${log.folder} --key '${log.key}'`,
  ].join('\n')
}

function fleetLines(report: ReplayReport): string[] {
  const { fleet, delayed, delay, unserved, crewOnScene, feedbackMissed } = report
  const { dispatches, etaKnown, eta, incomplete } = report.recommendation
  const late =
    delayed === 0 ? 'nobody was short' : `${whole(delayed)} calls waited for a free unit (${spread(delay)})`
  return [
    `${whole(fleet.units)} units at ${whole(fleet.stations)} stations (${fleet.from}): ${late}`,
    ...(unserved === 0
      ? []
      : [`  ${whole(unserved)} calls stay open: no unit of the fleet can do what they need`]),
    `  ${whole(dispatches)} orders as recommended, time of arrival known for ${whole(etaKnown)} (${spread(eta)}); ${whole(incomplete)} when the response plan asked for more than was free`,
    `  ${whole(crewOnScene)} calls came from a crew that was there already`,
    ...(feedbackMissed === 0
      ? []
      : [`  ${whole(feedbackMissed)} first feedbacks fell due: the file records none, and none is made up`]),
  ]
}

function intervalLines({ intervals }: Comparison): string[] {
  return Object.entries(intervals).map(
    ([name, { recorded, ledger }]) =>
      `  ${name.replaceAll('_', ' ').padEnd(24)}${spread(recorded)} | ${spread(ledger)}`,
  )
}

/** The figure, and of its companions what is not nothing. */
function figureLine({ id, title, value, unit, denominator, companions, names, window }: FigureItem): string {
  const more = Object.entries(companions)
    .filter(([, n]) => n !== null && n !== 0)
    .map(([code, n]) => `${names[code]?.en ?? code} ${n}`)
  const shown = value === null ? 'n/a' : `${value} ${unit}`
  const year = new Date(Date.parse(window.from) + 86_400_000).getUTCFullYear()
  const aside = more.length === 0 ? '' : ` (${more.join('; ')})`
  return `${id} ${year} ${title.en}: ${shown} of ${whole(denominator)} incidents${aside}`
}

function spread({ medianSeconds, p90Seconds }: Spread): string {
  if (medianSeconds === null || p90Seconds === null) return 'n/a'
  return `${inWords(medianSeconds)}, ${inWords(p90Seconds)}`
}

function inWords(seconds: number): string {
  const rounded = Math.round(seconds)
  const parts = [Math.floor(rounded / 3600), Math.floor(rounded / 60) % 60, rounded % 60]
  return parts.map(part => String(part).padStart(2, '0')).join(':')
}

function whole(n: number): string {
  return n.toLocaleString('en')
}
