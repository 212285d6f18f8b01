import { type Authority, refuse } from '@kuaiji/kernel'

/** `assist` may add to the record, `view` may look; assist includes view. */
export type ShareTier = 'view' | 'assist'

/** One unit lets another see or help with one record, for a reason and until an end. */
export interface Share {
  readonly jurisdiction: string
  readonly record: string
  /** Unit that answers for the record and gave the share. */
  readonly owner: string
  /** Unit it was given to. */
  readonly to: string
  /** Reason code. */
  readonly reason: string
  readonly tier: ShareTier
  readonly grantedAt: string
  readonly endsAt: string
}

export type ShareRequest = Pick<Share, 'record' | 'owner' | 'to' | 'reason' | 'tier' | 'endsAt'>

const code = /^[a-z][a-z0-9_]{0,63}$/

/**
 * Only the unit that owns the record shares it, so a share is never passed on. Pure. Refusals: 403 `share_owner`,
 * 422 `share_self`, 422 `share_reason`, 422 `share_end`.
 */
export function grantShare(request: ShareRequest, authority: Authority, now: Date): Share {
  const { record, owner, to, reason, tier, endsAt } = request
  const { jurisdiction, actor } = authority
  if (actor.unit !== owner)
    throw refuse(
      403,
      'share_owner',
      'Only the unit that owns the record may share it; a share is not passed on.',
    )
  if (to === owner) throw refuse(422, 'share_self', 'The unit owns the record already.')
  if (!code.test(reason)) throw refuse(422, 'share_reason', 'A share needs a reason code.')
  if (!(Date.parse(endsAt) > now.getTime()))
    throw refuse(422, 'share_end', 'A share needs an end in the future.')
  const end = new Date(endsAt).toISOString()
  return { jurisdiction, record, owner, to, reason, tier, grantedAt: now.toISOString(), endsAt: end }
}

/** The share with its end brought forward. Either side may end it. Refusal: 403 `share_party`. */
export function endShare(share: Share, authority: Authority, now: Date): Share {
  const { jurisdiction, actor } = authority
  if (jurisdiction !== share.jurisdiction || (actor.unit !== share.owner && actor.unit !== share.to))
    throw refuse(403, 'share_party', 'Only the two units of a share may end it.')
  return Date.parse(share.endsAt) <= now.getTime() ? share : { ...share, endsAt: now.toISOString() }
}

/** Asked at every read and for every streamed message, with the time of that read or message. Pure. */
export function shareCovers(
  shares: readonly Share[],
  authority: Authority,
  record: string,
  tier: ShareTier,
  now: Date,
): boolean {
  return shares.some(
    share =>
      share.record === record &&
      share.jurisdiction === authority.jurisdiction &&
      share.to === authority.actor.unit &&
      (share.tier === 'assist' || tier === 'view') &&
      now.getTime() < Date.parse(share.endsAt),
  )
}
