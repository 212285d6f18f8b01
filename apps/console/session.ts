import type { Role } from '@kuaiji/kernel'
import { get, isProblem, send } from '@kuaiji/ui'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { queries } from './queries.ts'

export interface SessionUser {
  readonly id: string
  readonly name: string
  readonly role: Role
  readonly unit: string
  readonly seat: string
}

interface Session {
  readonly user: SessionUser
}

/** Who sits here; null when nobody has signed in. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  async queryFn(): Promise<Session | null> {
    try {
      return await get<Session>('/api/session')
    } catch (error) {
      if (isProblem(error) && error.status === 401) return null
      throw error
    }
  },
})

export function useUser(): SessionUser | undefined {
  return useQuery(sessionQuery).data?.user
}

/** `seat` empty: the account's own. */
export async function signIn(user: string, password: string, seat: string): Promise<void> {
  const session = await send<Session>('POST', '/api/session', {
    user,
    password,
    ...(seat === '' ? {} : { seat }),
  })
  queries.setQueryData(sessionQuery.queryKey, session)
}

/** Leaves nothing of the session behind in this tab. */
export async function signOut(): Promise<void> {
  await send('DELETE', '/api/session').catch(() => undefined)
  forget()
}

export function forget(): void {
  queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' })
  queries.setQueryData(sessionQuery.queryKey, null)
}

/** The page a role begins its day on. */
export function landingOf(role: Role): '/room' | '/station' | '/figures' | '/book' {
  switch (role) {
    case 'calltaker':
    case 'dispatcher':
    case 'commander':
      return '/room'
    case 'station':
    case 'crew':
      return '/station'
    case 'department':
    case 'auditor':
      return '/figures'
    case 'admin':
    case 'system':
      return '/book'
  }
}
