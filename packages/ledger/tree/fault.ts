/** What is wrong with a log, a note, a proof or a receipt: a code for scripts, a sentence for people. */
export class LogFault extends Error {
  override readonly name = 'LogFault'
  readonly code: FaultCode
  /** Leaf index of the first entry concerned, where one can be named. */
  readonly entry?: number

  constructor(code: FaultCode, sentence: string, entry?: number) {
    super(sentence)
    this.code = code
    if (entry !== undefined) this.entry = entry
  }
}

export type FaultCode =
  /** A path, tile, bundle, key, note, checkpoint, proof or receipt is not written as its format says. */
  | 'malformed'
  /** The source does not have it, or answered that it does not. */
  | 'missing'
  /** The source could not be asked, or did not answer in time or within its limits. */
  | 'unreachable'
  /** A signature that should hold does not, or none by a known key is there. */
  | 'signature'
  /** A checkpoint, receipt or proof speaks of another log than the one asked for. */
  | 'origin'
  /** What one entry hashes to is not what the tree says. */
  | 'changed'
  | 'dropped'
  | 'inserted'
  | 'reordered'
  | 'duplicated'
  /** Tiles of two levels, or a tile and the entries under it, do not fit each other. */
  | 'tile'
  /** Entries and tiles agree with each other and the signed root is another. */
  | 'root'
  /** The log is not an extension of the older checkpoint. */
  | 'inconsistent'
  /** An inclusion or consistency proof does not lead to the root. */
  | 'proof'
  /** A receipt's envelope or facts do not hash to their commitment. */
  | 'commitment'
