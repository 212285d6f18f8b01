import { randomBytes } from 'node:crypto'
import { refuse } from '@kuaiji/kernel'
import { hash, verify } from '@node-rs/argon2'

/** argon2id with 19 MiB, 2 passes, 1 lane (OWASP's first choice): 13 ms on the reference machine. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFKC'), cost)
}

/** Compared when there is no such account, so that an unknown name takes as long as a wrong password. */
let decoy: Promise<string> | undefined

export function warmDecoy(): Promise<string> {
  decoy ??= hashPassword(randomBytes(16).toString('hex'))
  return decoy
}

/** False for an unknown account (`secret` undefined), after the same work. */
export async function verifyPassword(secret: string | undefined, password: string): Promise<boolean> {
  const matches = await verify(secret ?? (await warmDecoy()), password.normalize('NFKC'))
  return matches && secret !== undefined
}

const lengthMin = 12
const lengthMax = 128
const distinctMin = 5

/** Real accounts: length beats composition rules (NIST SP 800-63B §5.1.1.2). Refusal: 422 `password`. */
export function checkPassword(password: string, name: string): void {
  const typed = password.normalize('NFKC')
  const characters = [...typed]
  if (characters.length < lengthMin || characters.length > lengthMax)
    throw refuse(422, 'password', `A password has ${lengthMin} to ${lengthMax} characters.`)
  if (typed.toLowerCase().includes(name.toLowerCase()))
    throw refuse(422, 'password', 'A password does not contain the account name.')
  if (new Set(characters).size < distinctMin)
    throw refuse(422, 'password', `A password has at least ${distinctMin} different characters.`)
}
