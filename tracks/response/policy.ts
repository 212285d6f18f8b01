import { type Authority, type Policy, type Role, refuse } from '@kuaiji/kernel'

/** Roles that take part in the response to a call, and so may see where it is. */
export const responseRoles: readonly Role[] = [
  'calltaker',
  'dispatcher',
  'commander',
  'station',
  'crew',
  'system',
]

export function allow(command: string, roles: readonly Role[], zh: string, en: string): Policy {
  return {
    command,
    sentence: { zh, en },
    allows: ({ actor }) => roles.includes(actor.role),
  }
}

/** For a command whose authority depends on its body; the route's own policy has passed before. */
export function permit(policy: Policy, authority: Authority): void {
  if (policy.allows(authority)) return
  throw refuse(403, 'forbidden', policy.sentence.en, {
    command: policy.command,
    sentence: policy.sentence,
  })
}

/** The exact place of an open call or incident is for whoever is on duty in the response to it. */
export function seesExactPlace({ actor, shift }: Authority): boolean {
  return responseRoles.includes(actor.role) && shift !== ''
}
