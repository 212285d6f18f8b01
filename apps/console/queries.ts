import { isOffline } from '@kuaiji/ui'
import { QueryClient } from '@tanstack/react-query'

/** What was read stays until the stream says that it changed, so nothing is asked for twice. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: 10 * 60_000,
      networkMode: 'always',
      refetchOnWindowFocus: false,
      retry: (failures, error) => isOffline(error) && failures < 2,
      retryDelay: 800,
    },
    mutations: { networkMode: 'always' },
  },
})
