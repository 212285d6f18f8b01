/** Why a command was refused; each code has one HTTP status and one sentence in each language. */
export type RefusalCode = string

/** A refusal is an answer, not a fault: it carries a reason code, a sentence and what the caller needs to go on. */
export class Refusal extends Error {
  readonly code: RefusalCode
  readonly status: number
  readonly detail: Readonly<Record<string, unknown>>

  constructor(
    status: number,
    code: RefusalCode,
    sentence: string,
    detail: Readonly<Record<string, unknown>> = {},
  ) {
    super(sentence)
    this.name = 'Refusal'
    this.status = status
    this.code = code
    this.detail = detail
  }
}

/** 400 malformed · 403 a policy refused · 404 no such record · 409 the record's state does not allow it · 422 contradicts itself. */
export function refuse(
  status: 400 | 401 | 403 | 404 | 409 | 413 | 422,
  code: RefusalCode,
  sentence: string,
  detail: Readonly<Record<string, unknown>> = {},
): Refusal {
  return new Refusal(status, code, sentence, detail)
}

export function isRefusal(value: unknown): value is Refusal {
  return value instanceof Refusal
}
