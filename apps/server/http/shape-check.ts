import { refuse } from '@kuaiji/kernel'
import type { TSchema } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'

/** A compiled schema that refuses with one sentence naming the place. */
export function shapeCheck(schema: TSchema | undefined, part: 'body' | 'query' | 'params') {
  const validator: Validator = Compile(schema ?? nothing)
  return (value: unknown): unknown => {
    // Query and path arrive as text; only there may "1" become 1.
    const given = part === 'body' ? value : validator.Convert(value ?? {})
    if (schema === undefined && given === undefined) return undefined
    if (!validator.Check(given)) throw refusalOf(part, validator.Errors(given)[0])
    const place = findUnwritable(given, part)
    if (place !== undefined)
      throw refuse(400, 'text', `${place} has a character that cannot be written down.`, { place })
    return part === 'params' ? lowerIds(given as object) : given
  }
}

const nothing = { type: 'object', properties: {}, additionalProperties: false } as unknown as TSchema

/** PostgreSQL has no U+0000, canonical JSON no half of a surrogate pair. The shape has bounded the depth. */
function findUnwritable(value: unknown, place: string): string | undefined {
  if (typeof value === 'string') return value.includes('\0') || !value.isWellFormed() ? place : undefined
  if (typeof value !== 'object' || value === null) return undefined
  for (const [name, member] of Object.entries(value)) {
    const found = findUnwritable(member, `${place}/${name}`)
    if (found !== undefined) return found
  }
  return undefined
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Ids are compared as text: one record has one spelling. */
function lowerIds(params: object): object {
  const lowered = Object.entries(params).map(([name, id]) => [name, uuid.test(id) ? id.toLowerCase() : id])
  return Object.fromEntries(lowered)
}

/** Names of fields are the client's: a long one is not sent back whole. */
const placeLengthMax = 200

interface Fault {
  readonly instancePath: string
  readonly keyword: string
  readonly message: string
  readonly params: object
}

function refusalOf(part: string, fault: Fault | undefined) {
  const names =
    (fault?.params as { additionalProperties?: string[]; requiredProperties?: string[] } | undefined) ?? {}
  const place = `${part}${fault?.instancePath ?? ''}`.slice(0, placeLengthMax)
  // A field that no property allows meets the schema `false` at its own place.
  const sentence =
    fault?.keyword === 'boolean' || fault?.keyword === 'additionalProperties'
      ? `${place}${names.additionalProperties ? `/${names.additionalProperties[0]?.slice(0, placeLengthMax)}` : ''} is an unknown field.`
      : fault?.keyword === 'required'
        ? `${place} lacks "${names.requiredProperties?.[0]}".`
        : `${place} ${fault?.message ?? 'is not of the expected shape'}.`
  return refuse(400, 'shape', sentence, { place, rule: fault?.keyword ?? 'shape', ...limitsOf(fault) })
}

/** Allowed values help; the given value stays out of the answer and of every log. */
function limitsOf(fault: Fault | undefined): Record<string, unknown> {
  const { allowedValues, limit } = (fault?.params ?? {}) as { allowedValues?: unknown; limit?: unknown }
  return {
    ...(allowedValues === undefined ? {} : { allowedValues }),
    ...(limit === undefined ? {} : { limit }),
  }
}
