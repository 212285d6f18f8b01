import { type Authority, type Policy, type Purpose, type Refusal, type Role, refuse } from '@kuaiji/kernel'

/** Whose a thing is: the place in the bureau that a policy may ask about. */
export interface Owner {
  readonly jurisdiction: string
  readonly unit?: string | null
  readonly station?: string | null
}

/** A WHERE clause for lists; its parameters start at the number asked for. */
export interface Predicate {
  readonly sql: string
  readonly parameters: readonly string[]
}

type Reach = 'jurisdiction' | 'unit' | 'station'

/**
 * A policy that reads as its sentence: `policy('signAssignment', {…}).for('dispatcher').forOwn('station', 'station')`.
 * Each step gives a new policy; without `for` or `forOwn` it admits nobody.
 */
export interface SentencePolicy extends Policy {
  /** May these roles do it to anything in their jurisdiction. */
  for(...roles: readonly Role[]): SentencePolicy
  /** May these roles do it to what belongs to the unit or station they act for. */
  forOwn(reach: 'unit' | 'station', ...roles: readonly Role[]): SentencePolicy
  /** Only for these purposes. */
  serving(...purposes: readonly Purpose[]): SentencePolicy
  /** Checked before anything is read: role and purpose. */
  allows(authority: Authority): boolean
  /** Checked on the thing itself: role, purpose, and whose it is. Another jurisdiction's is never reached. */
  allowsOn(authority: Authority, owner: Owner): boolean
  /** The same as `allowsOn` as SQL over the columns of `owner`, e.g. `{ jurisdiction: 's.jurisdiction', station: "s.state->>'station'" }`. */
  where(authority: Authority, columns: Columns, firstParameter?: number): Predicate
}

export interface Columns {
  readonly jurisdiction: string
  readonly unit?: string
  readonly station?: string
}

interface Sentence {
  readonly zh: string
  readonly en: string
}

export function policy(command: string, sentence: Sentence): SentencePolicy {
  checkSentence(command, sentence)
  return build(command, sentence, new Map(), undefined)
}

function build(
  command: string,
  sentence: Sentence,
  reaches: ReadonlyMap<Role, Reach>,
  purposes: ReadonlySet<Purpose> | undefined,
): SentencePolicy {
  const grant = (reach: Reach, roles: readonly Role[]) =>
    build(command, sentence, new Map([...reaches, ...roles.map(role => [role, reach] as const)]), purposes)
  const reachOf = ({ actor, purpose }: Authority) =>
    purposes === undefined || purposes.has(purpose) ? reaches.get(actor.role) : undefined
  return {
    command,
    sentence,
    for: (...roles) => grant('jurisdiction', roles),
    forOwn: (reach, ...roles) => grant(reach, roles),
    serving: (...added) => build(command, sentence, reaches, new Set([...(purposes ?? []), ...added])),
    allows: authority => reachOf(authority) !== undefined,
    allowsOn(authority, owner) {
      const reach = reachOf(authority)
      if (reach === undefined || owner.jurisdiction !== authority.jurisdiction) return false
      return reach === 'jurisdiction' || owner[reach] === authority.actor.unit
    },
    where(authority, columns, firstParameter = 1) {
      const reach = reachOf(authority)
      if (reach === undefined) return { sql: 'false', parameters: [] }
      const own = `${columns.jurisdiction} = $${firstParameter}`
      if (reach === 'jurisdiction') return { sql: own, parameters: [authority.jurisdiction] }
      const column = columns[reach]
      if (column === undefined) throw new RangeError(`policy ${command} needs the column of the ${reach}`)
      return {
        sql: `(${own} AND ${column} = $${firstParameter + 1})`,
        parameters: [authority.jurisdiction, authority.actor.unit],
      }
    },
  }
}

/** The 403 that quotes the sentence, or undefined when it admits. With `owner`, the thing itself is asked about. */
export function refusalOf(
  policy: Policy | SentencePolicy,
  authority: Authority,
  owner?: Owner,
): Refusal | undefined {
  const { command, sentence } = policy
  const allowed =
    owner !== undefined && 'allowsOn' in policy ? policy.allowsOn(authority, owner) : policy.allows(authority)
  return allowed ? undefined : refuse(403, 'policy', sentence.en, { command, sentence })
}

/** What is wrong with a set of policies, one line each: two for one command. Sentences are checked when made. */
export function checkPolicies(policies: readonly Policy[]): readonly string[] {
  const seen = new Set<string>()
  return policies.flatMap(({ command, sentence }) => {
    checkSentence(command, sentence)
    const twice = seen.has(command)
    seen.add(command)
    return twice ? [`${command} has two policies`] : []
  })
}

const han = /\p{Script=Han}/u

function checkSentence(command: string, { zh, en }: Sentence): void {
  if (!han.test(zh)) throw new TypeError(`policy ${command}: the Chinese sentence is missing`)
  if (han.test(en) || !/^[A-Z].*\w/.test(en))
    throw new TypeError(`policy ${command}: the English sentence is missing`)
}
