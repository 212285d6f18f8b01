import { findReasonCode, type ReasonCode, type ReasonUse } from '@kuaiji/catalog'
import { refuse } from '@kuaiji/kernel'

/** The code as it stands in the catalogue, for this use and no other; 422 `unknown_reason` names its place in the body. */
export function knownReason(
  use: ReasonUse,
  code: string | undefined,
  place: `body/${string}` = 'body/reason',
): ReasonCode {
  const row = findReasonCode(use, code ?? '')
  if (row !== undefined) return row.code as ReasonCode
  throw refuse(422, 'unknown_reason', `${place} must be a ${use} reason of the catalogue.`, { place, use })
}
