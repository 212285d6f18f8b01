/**
 * The public log without its database: hashing, tiles, notes, proofs and their verification, in the formats of C2SP
 * tlog-tiles, tlog-checkpoint, signed-note, tlog-cosignature and tlog-proof. What is wrong is thrown as a LogFault.
 */
export { canonicalJson, NotCanonical } from '../canonical.ts'
export { decodeBundle, encodeBundle, leafBytesMax } from './bundle.ts'
export {
  type Checkpoint,
  formatCheckpoint,
  type OpenedCheckpoint,
  openCheckpoint,
  parseCheckpoint,
  signCheckpoint,
} from './checkpoint.ts'
export { type ExportOptions, type ExportReport, writeLog } from './export.ts'
export { type FaultCode, LogFault } from './fault.ts'
export {
  type Extension,
  emptyFrontier,
  extend,
  type Frontier,
  loadFrontier,
  rootAt,
  type Tile,
} from './frontier.ts'
export { emptyRoot, foldHashes, hashBytes, leafHash, leafHashes, nodeHash, rootOf } from './hash.ts'
export { type Commitments, commit, leafOf, saltBytes } from './leaf.ts'
export {
  fetchText,
  folderSource,
  type HttpLimits,
  httpSource,
  type LogSource,
  logSource,
  readBundle,
  readTile,
} from './log-source.ts'
export {
  addSignature,
  type CheckedSignature,
  formatSigner,
  formatVerifier,
  type Note,
  type OpenedNote,
  openNote,
  parseNote,
  parseSigner,
  parseVerifier,
  type Signer,
  signerFrom,
  signNote,
  type Verifier,
  verifierOf,
} from './note.ts'
export {
  consistencyProof,
  type HashReader,
  inclusionProof,
  rootFrom,
  verifyConsistency,
  verifyInclusion,
} from './proof.ts'
export { type ReceiptFile, type ReceiptReport, receiptText, signReceipt, verifyReceipt } from './receipt.ts'
export {
  type BundleId,
  edgeOf,
  findTile,
  hashesAt,
  parseTilePath,
  type ResourceId,
  resourcesOf,
  type TileId,
  tilePath,
  tileWidth,
  widthAt,
} from './tile.ts'
export { formatTlogProof, parseTlogProof, type TlogProof, verifyTlogProof } from './tlog-proof.ts'
export { type LogReport, type VerifyOptions, verifyLog } from './verify-log.ts'
