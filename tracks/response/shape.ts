/**
 * What goes over the wire in the response track. The server validates with these schemas, OpenAPI 3.1 is
 * generated from them, and the console, the simulator and replays take their types from them.
 * Times are ISO 8601 in UTC; positions WGS-84; ids UUIDs; codes are the catalogue's snake_case codes.
 */
import Type, { type Static, type TSchema } from 'typebox'

const strict = { additionalProperties: false } as const
const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()])

export const Id = Type.String({ format: 'uuid' })
export const Time = Type.String({ format: 'date-time' })
export const Code = Type.String({ pattern: '^[a-z][a-z0-9_]{0,63}$' })
export const Grade = Type.Integer({ minimum: 1, maximum: 4 })
export const Point = Type.Object(
  { lon: Type.Number({ minimum: -180, maximum: 180 }), lat: Type.Number({ minimum: -90, maximum: 90 }) },
  strict,
)
const Text = Type.String({ minLength: 1, maxLength: 2000 })
const Telephone = Type.String({ pattern: '^[+0-9][0-9 -]{1,30}$' })

export const ById = Type.Object({ id: Id }, strict)
/** Answer of every write: the record, its public number where it has one, and its new version. */
export const WriteAnswer = Type.Object({
  id: Id,
  number: Type.Optional(Type.String()),
  n: Type.Integer(),
  receipt: Type.Optional(Type.Unknown()),
})

// Calls (接警单)
export const ReceiveCall = Type.Object(
  {
    channel: Type.Optional(
      Type.Enum(['voice_110', 'voice_122', 'text_12110', 'app', 'walk_in', 'alarm', 'officer', 'transfer']),
    ),
    location: Type.Optional(Point),
    address: Type.Optional(Text),
    telephone: Type.Optional(Telephone),
    text: Type.Optional(Text),
    at: Type.Optional(Time),
  },
  strict,
)
export const ClassifyCall = Type.Object(
  { class: Type.Enum(['emergency', 'help', 'complaint', 'enquiry']) },
  strict,
)
export const AttachCall = Type.Object({ incident: Id }, strict)
export const CloseCall = Type.Object({ result: Code }, strict)
export const CallBack = Type.Object({ reached: Type.Boolean() }, strict)
export const CallStatus = Type.Enum(['ringing', 'claimed', 'abandoned', 'attached', 'handed_over', 'closed'])
export const CallItem = Type.Object({
  id: Id,
  n: Type.Integer(),
  status: CallStatus,
  channel: Type.String(),
  class: nullable(Type.String()),
  receivedAt: Time,
  /** Seat that claimed it; a seat belongs to the post, not to a person. */
  seat: nullable(Type.String()),
  claimedAt: nullable(Time),
  abandonedAt: nullable(Time),
  calledBackAt: nullable(Time),
  district: nullable(Type.String()),
  outside: Type.Boolean(),
  /** Neighbouring authority that a call from outside the city is being handed to. */
  neighbour: nullable(Type.String()),
  neighbourAcceptedAt: nullable(Time),
  incident: nullable(Id),
})
export const CallDetail = Type.Object({
  ...CallItem.properties,
  location: nullable(Point),
  address: nullable(Type.String()),
  telephone: nullable(Type.String()),
  text: nullable(Type.String()),
})
export const CallList = Type.Object({ items: Type.Array(CallItem) })
/** Open calls unless `open=false`: then the newest of those that are done. */
export const CallQuery = Type.Object(
  { open: Type.Optional(Type.Boolean()), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })) },
  strict,
)

// Incidents (警情)
export const OpenIncident = Type.Object(
  {
    type: Code,
    grade: Type.Optional(Grade),
    /** Left out, the place is unknown: a silent caller, a child. */
    location: Type.Optional(Point),
    address: Type.Optional(Text),
    description: Type.Optional(Text),
    calls: Type.Optional(Type.Array(Id, { maxItems: 100, uniqueItems: true })),
    at: Type.Optional(Time),
  },
  strict,
)
export const LocateIncident = Type.Object({ location: Point, address: Type.Optional(Text) }, strict)
export const RegradeIncident = Type.Object({ grade: Grade, reason: Code }, strict)
export const GiveFeedback = Type.Object(
  { final: Type.Boolean(), result: Type.Optional(Code), text: Type.Optional(Text), at: Type.Optional(Time) },
  strict,
)
/** The duty leader returns it for completion, or closes it. */
export const ReviewIncident = Type.Object(
  {
    decision: Type.Enum(['close', 'return']),
    reason: Type.Optional(Code),
    at: Type.Optional(Time),
  },
  strict,
)
export const IncidentStatus = Type.Enum(['open', 'first_feedback', 'final_feedback', 'returned', 'closed'])
export const Milestones = Type.Object({
  assignedAt: Time,
  signedAt: nullable(Time),
  acknowledgedAt: nullable(Time),
  enRouteAt: nullable(Time),
  stagedAt: nullable(Time),
  onSceneAt: nullable(Time),
  clearedAt: nullable(Time),
  cancelledAt: nullable(Time),
})
export const AssignmentStatus = Type.Enum([
  'assigned',
  'signed',
  'acknowledged',
  'en_route',
  'staged',
  'on_scene',
  'cleared',
  'cancelled',
])
export const AssignmentItem = Type.Object({
  id: Id,
  n: Type.Integer(),
  incident: Id,
  unit: Id,
  callSign: Type.String(),
  station: Type.String(),
  status: AssignmentStatus,
  milestones: Milestones,
  /** Source of each milestone reached: automatic | operator | field | inferred. */
  sources: Type.Record(Type.String(), Type.String()),
  /** Reason code when the dispatcher sent another unit than the recommended one. */
  deviation: nullable(Type.String()),
})
export const IncidentItem = Type.Object({
  id: Id,
  n: Type.Integer(),
  number: Type.String(),
  type: Code,
  grade: Grade,
  status: IncidentStatus,
  openedAt: Time,
  district: nullable(Type.String()),
  urban: nullable(Type.Boolean()),
  /** 500 m cell; the exact point is particulars. */
  cell: nullable(Type.String()),
  place: Type.Enum(['known', 'unknown']),
  /** Exact point: for on-duty response roles while the incident is open; each first look is an access entry. */
  location: nullable(Point),
  calls: Type.Array(Id),
  assignments: Type.Array(AssignmentItem),
})
export const TimelineEntry = Type.Object({
  id: Id,
  record: Id,
  kind: Type.String(),
  n: Type.Integer(),
  type: Type.String(),
  at: Time,
  atSource: Type.String(),
  recordedAt: Time,
  role: Type.String(),
  unit: Type.String(),
  seat: Type.String(),
  facts: Type.Unknown(),
  /** Place in the log once integrated; null for the fraction of a second before. */
  leafIndex: nullable(Type.Integer()),
})
export const IncidentDetail = Type.Object({
  ...IncidentItem.properties,
  address: nullable(Type.String()),
  description: nullable(Type.String()),
  /** Text of the newest feedback: what the duty leader reviews. */
  feedback: nullable(Type.String()),
  result: nullable(Type.String()),
  timeline: Type.Array(TimelineEntry),
})
export const IncidentList = Type.Object({ items: Type.Array(IncidentItem) })
export const IncidentQuery = Type.Object(
  { open: Type.Optional(Type.Boolean()), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })) },
  strict,
)

// Units and assignments (处警单)
export const UnitItem = Type.Object({
  id: Id,
  n: Type.Integer(),
  callSign: Type.String(),
  station: Type.String(),
  stationName: Type.String(),
  district: Type.String(),
  capabilities: Type.Array(Type.String()),
  duty: Type.Enum(['on_duty', 'off_duty', 'out_of_service']),
  /** Computed from duty and open assignment, never typed in: available, or the open assignment's status. */
  status: Type.String(),
  primary: Type.Enum(['Available', 'ConditionallyAvailable', 'NotAvailable']),
  secondary: Type.String(),
  assignment: nullable(Id),
  incident: nullable(Id),
  location: Point,
  positionAt: nullable(Time),
})
export const UnitList = Type.Object({ items: Type.Array(UnitItem) })
export const ReportPositions = Type.Object(
  {
    positions: Type.Array(Type.Object({ unit: Id, location: Point, at: Type.Optional(Time) }, strict), {
      minItems: 1,
      maxItems: 1000,
    }),
  },
  strict,
)
/** `ignored`: older than what is known, or of a unit that is not on duty. */
export const PositionsAnswer = Type.Object({ stored: Type.Integer(), ignored: Type.Integer() })
export const ChangeDuty = Type.Object(
  {
    duty: Type.Enum(['on_duty', 'off_duty', 'out_of_service']),
    reason: Type.Optional(Code),
  },
  strict,
)
export const AssignUnit = Type.Object(
  { unit: Id, deviation: Type.Optional(Code), at: Type.Optional(Time) },
  strict,
)
export const AssignmentList = Type.Object({ items: Type.Array(AssignmentItem) })
/** Open orders unless `open=false`: then the newest of those that are over. */
export const AssignmentQuery = Type.Object(
  {
    station: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    open: Type.Optional(Type.Boolean()),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
  },
  strict,
)
export const MilestoneType = Type.Enum([
  'signed',
  'acknowledged',
  'en_route',
  'staged',
  'on_scene',
  'cleared',
  'cancelled',
])
export const ReachMilestone = Type.Object(
  { type: MilestoneType, at: Type.Optional(Time), reason: Type.Optional(Code) },
  strict,
)

// Recommendation: closest feasible by travel time, explained. It recommends; a person decides.
export const RecommendedUnit = Type.Object({
  unit: Id,
  callSign: Type.String(),
  station: Type.String(),
  capabilities: Type.Array(Type.String()),
  /** Capability of the requirement this unit meets. */
  meets: Type.String(),
  etaSeconds: Type.Integer(),
  driveSeconds: Type.Integer(),
  mobiliseSeconds: Type.Integer(),
  /** Metres from unit and from incident to the nearest road node. */
  snapMetres: Type.Integer(),
  reason: Type.Object({ zh: Type.String(), en: Type.String() }),
})
export const RejectedUnit = Type.Object({
  unit: Id,
  callSign: Type.String(),
  etaSeconds: nullable(Type.Integer()),
  code: Type.Enum([
    'busy',
    'off_duty',
    'out_of_service',
    'capability',
    'unreachable',
    'stale_position',
    'farther',
  ]),
  reason: Type.Object({ zh: Type.String(), en: Type.String() }),
})
export const Recommendation = Type.Object({
  incident: Id,
  policy: Type.String(),
  computedAt: Time,
  requirement: Type.Array(Type.Object({ capability: Type.String(), count: Type.Integer() })),
  units: Type.Array(RecommendedUnit),
  /** Next feasible units in order of arrival, at most ten. */
  alternatives: Type.Array(RecommendedUnit),
  /** Nearer units that were not chosen, each with one reason. */
  rejected: Type.Array(RejectedUnit),
  shortfall: Type.Array(Type.Object({ capability: Type.String(), missing: Type.Integer() })),
})

// Figures
const Label = Type.Object({ zh: Type.String(), en: Type.String() })
const FigureBreach = Type.Object({
  record: Id,
  /** late | missing | unproven. */
  reason: Type.String(),
  title: Label,
  /** null where what was due never came. */
  lateSeconds: nullable(Type.Number()),
  /** Of the entry that started the clock. */
  leafIndex: Type.Integer(),
})
export const FigureItem = Type.Object({
  /** e.g. `M01`, `compliance_arrival_grade_1`, `incidents_grade_2`. */
  id: Type.String(),
  title: Label,
  definition: Type.Object({ ...Label.properties, version: Type.Integer() }),
  window: Type.Object({ from: Time, to: Time, by: Type.String() }),
  /** s | % | count. */
  unit: Type.String(),
  /** Which part of the whole this is: by grade, type, district …, never by a person. */
  group: nullable(Type.Object({ by: Type.String(), key: Type.String() })),
  /** In the figure's own unit; for % the part of the denominator. */
  numerator: Type.Integer(),
  denominator: Type.Integer(),
  /** null when the denominator is 0: "n/a", never 100 %. */
  value: nullable(Type.Number()),
  /** Companion figures the definition asks for: median, p90, dropped rows and breaches by reason. */
  companions: Type.Record(Type.String(), nullable(Type.Number())),
  /** What each companion is called. */
  names: Type.Record(Type.String(), Label),
  /** Deadlines that were not met; empty where the figure is about none. */
  breaches: Type.Object({
    count: Type.Integer(),
    first: Type.Array(FigureBreach, { maxItems: 100 }),
    href: Type.String(),
  }),
  entries: Type.Object({
    count: Type.Integer(),
    first: Type.Array(Id, { maxItems: 100 }),
    href: Type.String(),
  }),
  /** Next leaf index the view had folded when the figure was computed. */
  asOf: Type.Integer(),
})
export const FigureReport = Type.Object({
  year: Type.Integer(),
  jurisdiction: Type.String(),
  /** Whose New Year begins and ends it. */
  timeZone: Type.String(),
  computedAt: Time,
  items: Type.Array(FigureItem),
  /** Ids of figures that count people and are not shown because they count 1 to 9. */
  withheld: Type.Array(Type.String()),
})
const FigureYear = Type.Integer({ minimum: 1970, maximum: 2199 })
export const FigureQuery = Type.Object({ year: Type.Optional(FigureYear) }, strict)
export const FigureById = Type.Object(
  { id: Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_-]{0,99}$' }) },
  strict,
)
export const FigurePageQuery = Type.Object(
  {
    year: Type.Optional(FigureYear),
    /** `next` of the page before: a leaf index. */
    after: Type.Optional(Type.String({ pattern: '^[0-9]{1,15}$' })),
  },
  strict,
)
export const FigureEntries = Type.Object({
  items: Type.Array(Type.Object({ ...TimelineEntry.properties, proof: Type.String() })),
  next: nullable(Type.String()),
})
export const FigureBreaches = Type.Object({
  items: Type.Array(FigureBreach),
  next: nullable(Type.String()),
})

export type CallItem = Static<typeof CallItem>
export type CallDetail = Static<typeof CallDetail>
export type IncidentItem = Static<typeof IncidentItem>
export type IncidentDetail = Static<typeof IncidentDetail>
export type TimelineEntry = Static<typeof TimelineEntry>
export type AssignmentItem = Static<typeof AssignmentItem>
export type UnitItem = Static<typeof UnitItem>
export type Recommendation = Static<typeof Recommendation>
export type FigureItem = Static<typeof FigureItem>
export type FigureReport = Static<typeof FigureReport>
export type FigureEntries = Static<typeof FigureEntries>
export type FigureBreaches = Static<typeof FigureBreaches>
export type Point = Static<typeof Point>
