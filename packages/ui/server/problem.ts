/** An answer of the server that is not what was asked for (RFC 9457), or no answer at all (`offline`). */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly status: number
  readonly code: string
  readonly detail: Readonly<Record<string, unknown>>

  constructor(
    status: number,
    code: string,
    sentence: string,
    detail: Readonly<Record<string, unknown>> = {},
  ) {
    super(sentence)
    this.status = status
    this.code = code
    this.detail = detail
  }
}

export function isProblem(error: unknown): error is Problem {
  return error instanceof Problem
}

/** Nothing was wrong with the request; the network or the server was away. */
export function isOffline(error: unknown): boolean {
  return isProblem(error) && error.status === 0
}

export async function problemFrom(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => undefined)
  if (typeof body !== 'object' || body === null)
    return new Problem(response.status, `http_${response.status}`, response.statusText)
  const { code, detail, title, ...rest } = body as Record<string, unknown>
  return new Problem(
    response.status,
    typeof code === 'string' ? code : `http_${response.status}`,
    typeof detail === 'string' ? detail : typeof title === 'string' ? title : response.statusText,
    rest,
  )
}
