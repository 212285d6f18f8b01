import type { CallChannel, Grade, IncidentType } from '@kuaiji/catalog'
import type { AtSource } from '@kuaiji/kernel'

/** Times are milliseconds of UTC; a `leaf` is the place in the log of the entry that says so. */
export interface CallRow {
  readonly record: string
  readonly channel: CallChannel
  readonly receivedAt: number
  readonly receivedLeaf: number
  /** Claimed while it rang: a call-back is no answer. */
  readonly answeredAt: number | null
  readonly answeredLeaf: number | null
  readonly abandonedAt: number | null
  readonly abandonedLeaf: number | null
}

export interface OrderRow {
  readonly record: string
  readonly incident: string
  readonly orderedAt: number
  readonly orderedLeaf: number
  readonly signedAt: number | null
  readonly signedLeaf: number | null
  readonly signedSource: AtSource | null
  readonly acknowledgedAt: number | null
  readonly acknowledgedLeaf: number | null
  readonly acknowledgedSource: AtSource | null
  readonly cancelledAt: number | null
  readonly cancelledLeaf: number | null
}

interface Opening {
  readonly type: IncidentType
  /** At opening. */
  readonly grade: Grade
  readonly openedAt: number
  readonly openedLeaf: number
}

/** Within one append the entries of a call or an order may come before the incident's own: then it has no opening yet. */
export type IncidentRow = IncidentParts & { readonly [Part in keyof Opening]: Opening[Part] | null }

/** An incident that can be counted. */
export type OpenedIncident = IncidentParts & Opening

interface IncidentParts {
  readonly record: string
  readonly district: string | null
  readonly urban: boolean | null
  /** Reported by a crew, which was there already. */
  readonly crewReported: boolean
  readonly locatedLeaf: number | null
  /** Of the earliest call attached, as is the answer. */
  readonly receivedAt: number | null
  readonly receivedLeaf: number | null
  readonly answeredAt: number | null
  readonly answeredLeaf: number | null
  readonly orders: number
  /** The first order and the first unit on scene, whichever order it came by. */
  readonly orderedAt: number | null
  readonly orderedLeaf: number | null
  readonly arrivedAt: number | null
  readonly arrivedLeaf: number | null
  readonly arrivedSource: AtSource | null
  /** How many orders were taken back, and when the latest of them was. */
  readonly cancelled: number
  readonly cancelledAt: number | null
  readonly cancelledLeaf: number | null
  /** First or, where there was none, final feedback. */
  readonly feedbackAt: number | null
  readonly feedbackLeaf: number | null
}

/** Rows by record: what a stretch of the log says, or the part of the view that a batch of entries touches. */
export interface FigureRows {
  readonly call: Map<string, CallRow>
  readonly order: Map<string, OrderRow>
  readonly incident: Map<string, IncidentRow>
}

export function noRows(): FigureRows {
  return { call: new Map(), order: new Map(), incident: new Map() }
}

export function isOpened(row: IncidentRow): row is OpenedIncident {
  return row.openedAt !== null
}

export function blankIncident(record: string): IncidentRow {
  return {
    record,
    type: null,
    grade: null,
    district: null,
    urban: null,
    openedAt: null,
    openedLeaf: null,
    crewReported: false,
    locatedLeaf: null,
    receivedAt: null,
    receivedLeaf: null,
    answeredAt: null,
    answeredLeaf: null,
    orders: 0,
    orderedAt: null,
    orderedLeaf: null,
    arrivedAt: null,
    arrivedLeaf: null,
    arrivedSource: null,
    cancelled: 0,
    cancelledAt: null,
    cancelledLeaf: null,
    feedbackAt: null,
    feedbackLeaf: null,
  }
}
