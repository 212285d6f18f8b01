/** What other clients of the same server do while somebody sits at the screen. */
export interface Client {
  get<T>(path: string): Promise<T>
  post<T = { id: string; number?: string; n: number }>(path: string, body?: unknown): Promise<T>
}

export interface Station {
  readonly id: string
  readonly location: { readonly lon: number; readonly lat: number }
}

export async function signInByApi(url: string, user: string, seat?: string): Promise<Client> {
  const session = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user, password: 'demo', ...(seat === undefined ? {} : { seat }) }),
  })
  const { token } = (await session.json()) as { token: string }
  const ask = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
    return (await response.json()) as T
  }
  return { get: path => ask('GET', path), post: (path, body) => ask('POST', path, body ?? {}) }
}

export async function stationsOf(client: Client): Promise<readonly Station[]> {
  return (await client.get<{ stations: readonly Station[] }>('/api/city')).stations
}

/** Some hundred metres from a station: inside the city, near a road, and the same in every run. */
export function beside({ location }: Station, east = 0.004, north = 0.003): { lon: number; lat: number } {
  return { lon: location.lon + east, lat: location.lat + north }
}
