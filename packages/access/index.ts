export { type Account, createAccount, disableAccount, type NewAccount } from './account.ts'
export {
  closeDemonstration,
  type DemonstrationUnits,
  demonstrationAccounts,
  demonstrationPassword,
} from './demonstration.ts'
export { firstAdministrator, redeem } from './first-administrator.ts'
export {
  type Columns,
  checkPolicies,
  type Owner,
  type Predicate,
  policy,
  refusalOf,
  type SentencePolicy,
} from './policy.ts'
export { openSessions, type Session, type Sessions, type SignedIn, type SignInAttempt } from './session.ts'
export { endShare, grantShare, type Share, type ShareRequest, type ShareTier, shareCovers } from './share.ts'
