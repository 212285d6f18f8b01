/** Roles of the demonstration bureau; a policy sentence names the roles it admits. */
export const roles = [
  'calltaker',
  'dispatcher',
  'commander',
  'station',
  'crew',
  'department',
  'auditor',
  'admin',
  'system',
] as const
export type Role = (typeof roles)[number]

export type Channel = 'console' | 'mobile' | 'telephone' | 'portal' | 'window' | 'import' | 'system'

/** Why personal data is looked at. Every read of particulars names one; see packages/vault. */
export type Purpose = 'call_handling' | 'dispatch' | 'review' | 'audit' | 'receipt' | 'erasure'

/** Who acts, for whom, in which role and unit, from which seat, through which channel. */
export interface Actor {
  /** Account id: personal data, so it goes to particulars and never to an envelope or a fact. */
  readonly id: string
  readonly role: Role
  /** Id of the bureau, department, station or squad the actor acts for. */
  readonly unit: string
  /** Working position such as `110-03`: it belongs to the post, not to a person. */
  readonly seat: string
  readonly channel: Channel
  readonly onBehalfOf?: string
}

/** What an envelope and folded state may say of an actor: nothing that names a person. */
export type ActorTrace = Pick<Actor, 'role' | 'unit' | 'seat' | 'channel'>

/** Made once per request; a command or read runs with exactly one. */
export interface Authority {
  readonly actor: Actor
  readonly jurisdiction: string
  readonly purpose: Purpose
  /** Id of the shift the actor works in: one access entry per actor, record, purpose and shift. */
  readonly shift: string
}
