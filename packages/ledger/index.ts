export {
  type AppendExtra,
  appendArguments,
  appendStatement,
  type Chore,
  type IdempotentAnswer,
} from './append.ts'
export { appendBulk, type BulkSettings } from './bulk.ts'
export { canonicalJson } from './canonical.ts'
export { createPublisher, newestCheckpoint, type Published, type SigningOff } from './checkpoint-publisher.ts'
export type { Envelope, PreparedEntry } from './envelope.ts'
export type { LedgerEntry, View } from './follow.ts'
export { fold, foldedUpTo, readEntries } from './follower.ts'
export { findAnswer, forgetAnswers, type KeptAnswer, requestDigest } from './idempotency.ts'
export { createIntegrator, readHead, type TreeHead } from './integrator.ts'
export { dropLease, takeLease } from './lease.ts'
export { type Appended, type AppendOptions, createLedger, type Ledger, Twin } from './ledger.ts'
export { findLog, type Log, mainLog, openLog } from './log.ts'
export { publicNumber } from './number.ts'
export { relay } from './outbox.ts'
export { findEntry, findProof, findReceipt, type OpenedEntry, proofPath, receiptOf } from './proof.ts'
export type { Place, Sealer } from './sealer.ts'
export { bundleOf, tileReader } from './tiles.ts'
export { fireTimer, nextDue, untilDue } from './timer.ts'
export { inTransaction } from './transaction.ts'
export { startWorker, type Worker } from './worker.ts'
