import { bureauClock, get } from '@kuaiji/ui'
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type {
  CallDetail,
  CallItem,
  FigureBreaches,
  FigureEntries,
  FigureReport,
  IncidentDetail,
  IncidentItem,
  Recommendation,
  UnitItem,
} from '../shape.ts'

interface List<T> {
  readonly items: readonly T[]
}

/** Positions are overwritten rows and leave no entry, so the stream does not speak of them: they are asked for. */
const positionsMs = { simulated: 2_000, real: 5_000 }

export const callsQuery = queryOptions({
  queryKey: ['calls'],
  queryFn: async ({ signal }) => (await get<List<CallItem>>('/api/calls?open=true', signal)).items,
})

/** Opening it shows telephone and address, and leaves an access entry: only for the call on one's own desk. */
export const callQuery = (id: string) =>
  queryOptions({
    queryKey: ['call', id],
    queryFn: ({ signal }) => get<CallDetail>(`/api/calls/${id}`, signal),
    gcTime: 0,
  })

export const openIncidentsQuery = queryOptions({
  queryKey: ['incidents', 'open'],
  queryFn: async ({ signal }) =>
    (await get<List<IncidentItem>>('/api/incidents?open=true&limit=1000', signal)).items,
})

export const closedIncidentsQuery = queryOptions({
  queryKey: ['incidents', 'closed'],
  queryFn: async ({ signal }) =>
    (await get<List<IncidentItem>>('/api/incidents?open=false&limit=200', signal)).items,
})

export const incidentQuery = (id: string) =>
  queryOptions({
    queryKey: ['incident', id],
    queryFn: ({ signal }) => get<IncidentDetail>(`/api/incidents/${id}`, signal),
  })

export const recommendationQuery = (incident: string) =>
  queryOptions({
    queryKey: ['recommendation', incident],
    queryFn: ({ signal }) => get<Recommendation>(`/api/incidents/${incident}/recommendation`, signal),
    staleTime: 10_000,
  })

export const unitsQuery = queryOptions({
  queryKey: ['units'],
  queryFn: async ({ signal }) => {
    const answer = await get<List<UnitItem> | readonly UnitItem[]>('/api/units', signal)
    return 'items' in answer ? answer.items : answer
  },
  refetchInterval: () => (bureauClock().simulated ? positionsMs.simulated : positionsMs.real),
})

export const figuresQuery = (year: number) =>
  queryOptions({
    queryKey: ['figures', year],
    queryFn: ({ signal }) => get<FigureReport>(`/api/figures?year=${year}`, signal),
    staleTime: 5_000,
    refetchInterval: 15_000,
  })

/** All entries behind a figure, page by page, by the link the figure itself carries. */
export const figureEntriesQuery = (figure: string, year: number) =>
  infiniteQueryOptions({
    queryKey: ['figure-entries', figure, year],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => {
      const after = pageParam === '' ? '' : `&after=${encodeURIComponent(pageParam)}`
      return get<FigureEntries>(
        `/api/figures/${encodeURIComponent(figure)}/entries?year=${year}${after}`,
        signal,
      )
    },
    getNextPageParam: page => page.next ?? undefined,
  })

/** Every deadline that was missed; the figure itself carries the first hundred. */
export const figureBreachesQuery = (figure: string, year: number) =>
  infiniteQueryOptions({
    queryKey: ['figure-breaches', figure, year],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => {
      const after = pageParam === '' ? '' : `&after=${encodeURIComponent(pageParam)}`
      return get<FigureBreaches>(
        `/api/figures/${encodeURIComponent(figure)}/breaches?year=${year}${after}`,
        signal,
      )
    },
    getNextPageParam: page => page.next ?? undefined,
  })
