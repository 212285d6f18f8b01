import { notify, send, sentenceOf, useText } from '@kuaiji/ui'
import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query'
import { responseKeys } from './freshen.ts'

export interface WriteAnswer {
  readonly id: string
  readonly number?: string
  readonly n: number
}

interface Command {
  readonly path: string
  readonly body?: unknown
  /** What is said when it was done. */
  readonly done?: string
  /** Names that a refusal's sentence may use. */
  readonly names?: { readonly callSign: string }
}

/**
 * Sends a command of this track. A refusal is a sentence at the foot of the screen, and the screen reads itself
 * again, so that who came second sees at once what the first one did.
 */
export function useCommand(touches: readonly QueryKey[] = responseKeys) {
  const { t } = useText()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ path, body }: Command) => send<WriteAnswer>('POST', path, body ?? {}),
    onSuccess: (_answer, { done }) => {
      if (done !== undefined) notify('good', done)
    },
    onError: (error, { names }) => notify('bad', sentenceOf(error, t, names)),
    onSettled: () => Promise.all(touches.map(queryKey => queries.invalidateQueries({ queryKey }))),
  })
}
