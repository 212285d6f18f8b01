import type { Authority } from './actor.ts'

/** One sentence of authority. `allows` is pure; the refusal quotes `sentence`. */
export interface Policy {
  readonly command: string
  readonly sentence: { readonly zh: string; readonly en: string }
  allows(authority: Authority): boolean
}
