/** Something the product keeps, takes or shows under a name, or says in a sentence about it. */
export interface Surface {
  /** `column response.position.lon`: what to change when it offends. */
  readonly where: string
  readonly text: string
  /** A sentence may say what the product does not hold; a name may not even sound like it. */
  readonly kind: 'name' | 'sentence'
}

/** One function of the bureau's list that was declined, and the words by which it would come back. */
export interface DeclinedRow {
  readonly id: string
  readonly zh: string
  readonly declined: string
  /** English words and phrases (regular expressions over lower-case words), Chinese ones as they stand. */
  readonly terms: readonly string[]
  /** Names such a function might come under: each must be caught wherever it stands. */
  readonly planted: readonly string[]
}

/** Each surface that sounds like a declined row, with the term that gave it away. */
export function offences({ terms }: DeclinedRow, surfaces: readonly Surface[]): string[] {
  const patterns = terms.map(patternOf)
  return surfaces.flatMap(({ where, text, kind }) =>
    partsOf(text, kind).flatMap(part => {
      const found = patterns.find(({ pattern }) => pattern.test(part))
      return found === undefined ? [] : [`${where}: ${found.term}`]
    }),
  )
}

/** `licencePlateNo`, `licence_plate_no` and `/licence-plate/no` are the same words. */
function wordsOf(name: string): string {
  const parted = name.replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2').replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
  return ` ${parted.toLowerCase().trim()} `
}

const negation = /\b(no|not|never|nobody|nothing|neither|nor|without|none)\b|[不无非未]/

/** Of a sentence only the clauses that do not deny something: "no history" says that there is none. */
function partsOf(text: string, kind: Surface['kind']): string[] {
  if (kind === 'name') return [wordsOf(text)]
  return text
    .split(/[.;:!?。；：！？]/)
    .filter(clause => !negation.test(clause.toLowerCase()))
    .map(wordsOf)
}

const patterns = new Map<string, { readonly term: string; readonly pattern: RegExp }>()

/** Whole words, in singular and plural, written apart or together: `health code`, `healthcodes`. */
function patternOf(term: string): { readonly term: string; readonly pattern: RegExp } {
  const known = patterns.get(term)
  if (known !== undefined) return known
  const english = new RegExp(` (?:${term.replaceAll(' ', ' ?')})(?:s|es)? `)
  const made = { term, pattern: /\p{Script=Han}/u.test(term) ? new RegExp(term) : english }
  patterns.set(term, made)
  return made
}
