import { type Reckoned, type Year, yearAt, yearIn } from '@kuaiji/figures'
import type { Desk, Route } from '@kuaiji/kernel'
import { route } from '../route.ts'
import type { City } from '../services.ts'
import {
  FigureBreaches,
  FigureById,
  FigureEntries,
  FigurePageQuery,
  FigureQuery,
  FigureReport,
} from '../shape.ts'
import { catchUp } from './catch-up.ts'
import { createKeeper, type Keeper } from './keeper.ts'
import { breachesOf, entriesBehind, getFigure } from './lineage.ts'
import * as policies from './policy.ts'
import { reportOf } from './report.ts'
import { readSlices } from './slice.ts'

const readFigures = route({
  method: 'GET',
  path: '/api/figures',
  operation: 'readFigures',
  summary: 'The figures of a year, each with numerator, denominator, definition and the entries behind it',
  policy: policies.readFigures,
  purpose: 'review',
  query: FigureQuery,
  answers: { 200: FigureReport },
  async handle(desk, { query }, { city }) {
    const year = askedYear(desk, city, query.year)
    const { jurisdiction } = desk.authority
    await catchUp(desk)
    const body = await keeperOf(city).ask(`${jurisdiction} ${year.year}`, async () => {
      const slices = await readSlices(desk, year)
      return reportOf({ slices, year, jurisdiction, computedAt: desk.now, query: desk.query })
    })
    return { status: 200, body }
  },
})

const readFigureEntries = route({
  method: 'GET',
  path: '/api/figures/{id}/entries',
  operation: 'readFigureEntries',
  summary: 'The entries a figure was reckoned from, 100 a page, in the order of the log',
  policy: policies.readFigureEntries,
  purpose: 'audit',
  params: FigureById,
  query: FigurePageQuery,
  answers: { 200: FigureEntries },
  async handle(desk, { params, query }, { city }) {
    const figure = await askedFigure(desk, city, params.id, query.year)
    return { status: 200, body: await entriesBehind(desk, figure, Number(query.after ?? -1)) }
  },
})

const readFigureBreaches = route({
  method: 'GET',
  path: '/api/figures/{id}/breaches',
  operation: 'readFigureBreaches',
  summary: 'Every deadline of a figure that was not met, with its reason, 100 a page',
  policy: policies.readFigureEntries,
  purpose: 'audit',
  params: FigureById,
  query: FigurePageQuery,
  answers: { 200: FigureBreaches },
  async handle(desk, { params, query }, { city }) {
    const figure = await askedFigure(desk, city, params.id, query.year)
    return { status: 200, body: breachesOf(figure, Number(query.after ?? -1)) }
  },
})

/** This year on the city's clocks unless another is asked for. */
function askedYear(desk: Desk, { timeZone }: City, year: number | undefined): Year {
  return yearIn(timeZone, year ?? yearAt(timeZone, desk.now.getTime()))
}

async function askedFigure(desk: Desk, city: City, id: string, asked: number | undefined): Promise<Reckoned> {
  const year = askedYear(desk, city, asked)
  await catchUp(desk)
  const key = `${desk.authority.jurisdiction} ${year.year} ${id}`
  return keeperOf(city).ask(key, () => getFigure(desk, id, year))
}

/** One for each city that this process serves. */
const keepers = new WeakMap<City, Keeper>()

function keeperOf(city: City): Keeper {
  const keeper = keepers.get(city) ?? createKeeper()
  keepers.set(city, keeper)
  return keeper
}

export const figureRoutes: readonly Route[] = [readFigures, readFigureEntries, readFigureBreaches]
