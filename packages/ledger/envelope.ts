import { hash, randomFillSync } from 'node:crypto'
import type { ActorTrace, Authority, EntryDraft, FoldedEntry, RuleReference } from '@kuaiji/kernel'
import { canonicalJson } from './canonical.ts'
import type { Sealer } from './sealer.ts'

/** Who, when, what kind: private to the record's own people and auditors, committed to in the public leaf. */
export interface Envelope {
  readonly id: string
  readonly jurisdiction: string
  readonly record: string
  readonly kind: string
  readonly n: number
  readonly type: string
  readonly at: string
  readonly atSource: string
  readonly recordedAt: string
  readonly actor: ActorTrace
  /** Public number, in the envelope of the entry that opens the record. */
  readonly number?: string
  readonly rules?: readonly RuleReference[]
  readonly cause?: string
}

/** An entry ready for the database: canonical JSON kept to the byte, salts, commitments, sealed particulars. */
export interface PreparedEntry {
  readonly folded: FoldedEntry
  readonly kind: string
  readonly envelope: string
  readonly facts: string
  /** Salts of envelope and facts, 64 bytes. */
  readonly salts: Buffer
  /** Commitments to envelope, facts and particulars, 96 bytes. */
  readonly commitments: Buffer
  readonly sealed: Buffer
}

/** Facts travel in receipts and exports: an entry that needs more than this holds text or lists, which are particulars. */
const factsLengthMax = 16_384
const particularsLengthMax = 65_536

export function prepareEntry(
  draft: EntryDraft,
  place: {
    jurisdiction: string
    record: string
    kind: string
    n: number
    id: string
    recordedAt: string
    number?: string
  },
  authority: Authority,
  key: Buffer,
  sealer: Sealer,
): PreparedEntry {
  const { id: actorId, role, unit, seat, channel, onBehalfOf } = authority.actor
  const actor = { role, unit, seat, channel }
  const envelope: Envelope = {
    id: place.id,
    jurisdiction: place.jurisdiction,
    record: place.record,
    kind: place.kind,
    n: place.n,
    type: draft.type,
    at: draft.at,
    atSource: draft.atSource,
    recordedAt: place.recordedAt,
    actor,
    ...(place.number === undefined ? {} : { number: place.number }),
    ...(draft.rules === undefined ? {} : { rules: draft.rules }),
    ...(draft.cause === undefined ? {} : { cause: draft.cause }),
  }
  const envelopeJson = canonicalJson(envelope)
  const factsJson = limited(canonicalJson(draft.facts), factsLengthMax, `facts of ${draft.type}`)
  const particularsJson = limited(
    canonicalJson({
      ...(draft.particulars as object | undefined),
      actor: { id: actorId, ...(onBehalfOf === undefined ? {} : { onBehalfOf }) },
    }),
    particularsLengthMax,
    `particulars of ${draft.type}`,
  )
  const drawn = threeSalts()
  const commitments = Buffer.allocUnsafe(96)
  digestInto(commitments, 0, drawn.subarray(0, 32), envelopeJson)
  digestInto(commitments, 32, drawn.subarray(32, 64), factsJson)
  digestInto(commitments, 64, drawn.subarray(64, 96), particularsJson)
  return {
    folded: {
      id: place.id,
      record: place.record,
      n: place.n,
      type: draft.type,
      at: draft.at,
      atSource: draft.atSource,
      recordedAt: place.recordedAt,
      actor,
      facts: draft.facts,
      ...(draft.cause === undefined ? {} : { cause: draft.cause }),
    },
    kind: place.kind,
    envelope: envelopeJson,
    facts: factsJson,
    salts: drawn.subarray(0, 64),
    commitments,
    sealed: sealer.seal(key, place, drawn.subarray(64, 96), particularsJson),
  }
}

function limited(json: string, max: number, what: string): string {
  if (json.length > max) throw new RangeError(`${what}: ${json.length} characters, at most ${max} are kept`)
  return json
}

const scratch = Buffer.alloc(32 + 3 * particularsLengthMax)

/** One-shot hash() written in place: 3x the rate of createHash() at these lengths. */
function digestInto(out: Buffer, offset: number, salt: Buffer, json: string): void {
  salt.copy(scratch, 0)
  const length = 32 + scratch.write(json, 32, 'utf8')
  out.write(hash('sha256', scratch.subarray(0, length), 'binary'), offset, 32, 'latin1')
}

/** Salts are drawn 24 KiB at a time: one system call for 256 entries. Each stretch is used once and never refilled in place. */
let drawn = Buffer.alloc(0)
function threeSalts(): Buffer {
  if (drawn.length < 96) drawn = randomFillSync(Buffer.allocUnsafe(256 * 96))
  const salts = drawn.subarray(0, 96)
  drawn = drawn.subarray(96)
  return salts
}
