import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Address of the server of this folder: what it wrote to `<KUAIJI_DATA|var>/server.json`, else the default port. */
export async function defaultServerUrl(): Promise<string> {
  const path = join(process.env.KUAIJI_DATA ?? 'var', 'server.json')
  try {
    const { url } = JSON.parse(await readFile(path, 'utf8')) as { url?: unknown }
    if (typeof url === 'string') return url.replace(/\/+$/, '')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw new Error(`${path} is not readable JSON`)
  }
  return 'http://127.0.0.1:3000'
}
