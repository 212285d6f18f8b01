import { leafOf } from './tree/index.ts'

/** The public leaf of an entry from its 96 bytes of commitments, as they stand in `entry` and `leaf`. */
export function leafOfBytes(commitments: Buffer): Buffer {
  return leafOf({
    envelope: commitments.toString('base64', 0, 32),
    facts: commitments.toString('base64', 32, 64),
    particulars: commitments.toString('base64', 64, 96),
  })
}
