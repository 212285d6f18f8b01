import type { Capability } from './capabilities.ts'
import type { Grade } from './grades.ts'

/** Units wanted by capability; one unit counts for one capability. Empty: nobody has to go. */
export type Requirement = Partial<Record<Capability, number>>

export interface ResponsePlan {
  readonly version: number
  readonly byGrade: Readonly<Record<Grade, Requirement>>
}

/** Plan v1: what to send by kind of incident and grade. An incident keeps the version it was opened with. */
export const responsePlans = {
  violence: plan({ patrol: 2, armed: 1 }, { patrol: 2 }, { patrol: 1 }, { patrol: 1 }),
  armed_threat: plan(
    { patrol: 2, armed: 2, negotiation: 1 },
    { patrol: 2, armed: 1 },
    { patrol: 2 },
    { patrol: 1 },
  ),
  property: plan({ patrol: 2 }, { patrol: 1 }, { patrol: 1 }, { community: 1 }),
  safeguarding: plan({ patrol: 2 }, { patrol: 1, community: 1 }, { patrol: 1 }, { community: 1 }),
  handover: plan({ patrol: 2, escort: 1 }, { patrol: 1 }, { patrol: 1 }, { escort: 1 }),
  explosive: plan(
    { patrol: 2, bomb_disposal: 1 },
    { patrol: 1, bomb_disposal: 1 },
    { patrol: 1 },
    { patrol: 1 },
  ),
  crowd: plan(
    { patrol: 3, crowd_safety: 2 },
    { patrol: 2, crowd_safety: 1 },
    { patrol: 1 },
    { community: 1 },
  ),
  collision: plan({ traffic: 2, first_aid: 1 }, { traffic: 1 }, { traffic: 1 }, { traffic: 1 }),
  road: plan({ traffic: 2 }, { traffic: 1 }, { traffic: 1 }, { traffic: 1 }),
  hazard: plan({ patrol: 2, hazard: 1 }, { patrol: 1, hazard: 1 }, { patrol: 1 }, { community: 1 }),
  fire: plan({ patrol: 2, traffic: 1 }, { patrol: 1, traffic: 1 }, { patrol: 1 }, { community: 1 }),
  water: plan(
    { patrol: 1, water_rescue: 1 },
    { patrol: 1, water_rescue: 1 },
    { patrol: 1 },
    { community: 1 },
  ),
  life: plan({ patrol: 1, first_aid: 1 }, { patrol: 1 }, { patrol: 1 }, { community: 1 }),
  talk: plan(
    { patrol: 1, negotiation: 1, first_aid: 1 },
    { patrol: 1, negotiation: 1 },
    { patrol: 1 },
    { community: 1 },
  ),
  search: plan({ patrol: 2, dog: 1, drone: 1 }, { patrol: 1 }, { community: 1 }, { community: 1 }),
  help: plan({ patrol: 1 }, { patrol: 1 }, { community: 1 }, { community: 1 }),
  dispute: plan({ patrol: 2 }, { patrol: 1, mediation: 1 }, { mediation: 1 }, { mediation: 1 }),
  check: plan({ patrol: 2 }, { patrol: 1 }, { patrol: 1 }, { community: 1 }),
  major: plan(
    { patrol: 4, traffic: 2, crowd_safety: 1, first_aid: 1 },
    { patrol: 2, traffic: 1 },
    { patrol: 1 },
    { patrol: 1 },
  ),
  desk: plan({ patrol: 1 }, { patrol: 1 }, {}, {}),
} as const satisfies Record<string, ResponsePlan>

export type ResponsePlanCode = keyof typeof responsePlans

function plan(one: Requirement, two: Requirement, three: Requirement, four: Requirement): ResponsePlan {
  return { version: 1, byGrade: { 1: one, 2: two, 3: three, 4: four } }
}
