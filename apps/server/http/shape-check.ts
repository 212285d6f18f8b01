import { refuse } from '@kuaiji/kernel'
import type { TSchema } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'

/** A compiled schema that refuses with one sentence naming the place. */
export function shapeCheck(schema: TSchema | undefined, part: 'body' | 'query' | 'params') {
  const validator: Validator = Compile(schema ?? (part === 'body' ? anything : nothing))
  return (value: unknown): unknown => {
    // Query and path arrive as text; only there may "1" become 1.
    const given = part === 'body' ? value : validator.Convert(value ?? {})
    if (validator.Check(given)) return given
    throw refusalOf(part, validator.Errors(given)[0])
  }
}

const nothing = { type: 'object', properties: {}, additionalProperties: false } as unknown as TSchema
const anything = {} as unknown as TSchema

interface Fault {
  readonly instancePath: string
  readonly keyword: string
  readonly message: string
  readonly params: object
}

function refusalOf(part: string, fault: Fault | undefined) {
  const names =
    (fault?.params as { additionalProperties?: string[]; requiredProperties?: string[] } | undefined) ?? {}
  const place = `${part}${fault?.instancePath ?? ''}`
  // A field that no property allows meets the schema `false` at its own place.
  const sentence =
    fault?.keyword === 'boolean' || fault?.keyword === 'additionalProperties'
      ? `${place}${names.additionalProperties ? `/${names.additionalProperties[0]}` : ''} is an unknown field.`
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
