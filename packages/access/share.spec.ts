import type { Authority } from '@kuaiji/kernel'
import { describe, expect, it } from 'vitest'
import { endShare, grantShare, shareCovers } from './share.ts'

const now = new Date('2026-11-23T04:00:00.000Z')
const end = new Date('2026-11-23T12:00:00.000Z')
const before = (time: Date) => new Date(time.getTime() - 1)

function of(unit: string, jurisdiction = 'city'): Authority {
  return {
    jurisdiction,
    purpose: 'dispatch',
    shift: 'day',
    actor: { id: 'a', role: 'department', unit, seat: 'desk-01', channel: 'console' },
  }
}

const request = {
  record: 'r1',
  owner: 'traffic',
  to: 'fire',
  reason: 'joint_operation',
  tier: 'view',
  endsAt: end.toISOString(),
} as const
const share = grantShare(request, of('traffic'), now)
const refusal = (run: () => unknown) => expect(run)

describe('a share', () => {
  it('covers the record for the unit it was given to, until its end and not at it', () => {
    expect(shareCovers([share], of('fire'), 'r1', 'view', now)).toBe(true)
    expect(shareCovers([share], of('fire'), 'r1', 'view', before(end))).toBe(true)
    expect(shareCovers([share], of('fire'), 'r1', 'view', end)).toBe(false)
  })

  it('covers no other record, unit, jurisdiction or tier', () => {
    expect(shareCovers([share], of('fire'), 'r2', 'view', now)).toBe(false)
    expect(shareCovers([share], of('water'), 'r1', 'view', now)).toBe(false)
    expect(shareCovers([share], of('fire', 'elsewhere'), 'r1', 'view', now)).toBe(false)
    expect(shareCovers([share], of('fire'), 'r1', 'assist', now)).toBe(false)
    expect(shareCovers([], of('fire'), 'r1', 'view', now)).toBe(false)
  })

  it('to assist is one to view too', () => {
    const assist = grantShare({ ...request, tier: 'assist' }, of('traffic'), now)
    expect(shareCovers([assist], of('fire'), 'r1', 'view', now)).toBe(true)
    expect(shareCovers([assist], of('fire'), 'r1', 'assist', now)).toBe(true)
  })

  it('is given by the owner alone: whoever has it cannot pass it on', () => {
    refusal(() => grantShare({ ...request, to: 'water' }, of('fire'), now)).toThrow(/not passed on/)
  })

  it.each([
    ['share_self', { ...request, to: 'traffic' }],
    ['share_reason', { ...request, reason: 'because I say so' }],
    ['share_end', { ...request, endsAt: now.toISOString() }],
    ['share_end', { ...request, endsAt: 'never' }],
  ])('is refused: %s', (code, wrong) => {
    refusal(() => grantShare(wrong, of('traffic'), now)).toThrow(
      expect.objectContaining({ status: 422, code }),
    )
  })

  it('ends early by either side and by nobody else, and never later than it would have', () => {
    const noon = new Date('2026-11-23T06:00:00.000Z')
    for (const unit of ['traffic', 'fire']) {
      const ended = endShare(share, of(unit), noon)
      expect(shareCovers([ended], of('fire'), 'r1', 'view', before(noon))).toBe(true)
      expect(shareCovers([ended], of('fire'), 'r1', 'view', noon)).toBe(false)
    }
    expect(endShare(share, of('fire'), new Date('2027-01-01T00:00:00Z'))).toEqual(share)
    refusal(() => endShare(share, of('water'), noon)).toThrow(
      expect.objectContaining({ code: 'share_party' }),
    )
  })
})
