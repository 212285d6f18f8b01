import { languageNow } from '../text/text.ts'
import { isOffline, Problem, problemFrom } from './problem.ts'

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

/** Waits between attempts of a command that got no answer, in milliseconds. The key makes the repeats one command. */
const retryAfterMs = [300, 1_000, 3_000]

export function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return ask<T>('GET', path, { ...(signal === undefined ? {} : { signal }) })
}

/**
 * Sends a command once, however often the network makes us say it: all attempts carry one Idempotency-Key.
 * Throws Problem: a refusal of the server, or `offline` when no attempt got an answer.
 */
export async function send<T>(method: Exclude<Method, 'GET'>, path: string, body?: unknown): Promise<T> {
  const key = crypto.randomUUID()
  for (let attempt = 0; ; attempt++) {
    try {
      return await ask<T>(method, path, { body, key })
    } catch (error) {
      const waitMs = retryAfterMs[attempt]
      if (!isOffline(error) || waitMs === undefined) throw error
      await new Promise(resolve => setTimeout(resolve, waitMs))
    }
  }
}

async function ask<T>(
  method: Method,
  path: string,
  options: { body?: unknown; key?: string; signal?: AbortSignal },
): Promise<T> {
  const response = await reach(path, {
    method,
    credentials: 'same-origin',
    headers: {
      accept: 'application/json',
      'accept-language': languageNow(),
      ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(options.key === undefined ? {} : { 'idempotency-key': options.key }),
    },
    ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  })
  if (!response.ok) throw await problemFrom(response)
  if (response.status === 204) return undefined as T
  return (await response.json()) as T
}

async function reach(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, init)
  } catch (error) {
    if (init.signal?.aborted) throw error
    throw new Problem(0, 'offline', '')
  }
}
