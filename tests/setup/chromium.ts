import { execFile, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { repository } from '../../apps/server/database/settings.ts'

/** A Chromium that starts on this machine, and what its environment has to say. */
export interface Chromium {
  readonly program: string
  readonly environment: Readonly<Record<string, string>>
}

const installed = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'].map(
  name => `/usr/bin/${name}`,
)

/** KUAIJI_CHROMIUM, else one the machine has, else the one npm brought, unpacked once beside it. */
export async function findChromium(): Promise<Chromium> {
  const named = process.env.KUAIJI_CHROMIUM
  if (named && !starts({ program: named, environment: {} })) {
    throw new Error(`KUAIJI_CHROMIUM names ${named}, which does not start`)
  }
  const program =
    named || installed.find(path => existsSync(path) && starts({ program: path, environment: {} }))
  return program ? { program, environment: {} } : packagedChromium()
}

const starts = ({ program, environment }: Chromium) =>
  spawnSync(program, ['--version'], { env: { ...process.env, ...environment }, stdio: 'ignore' }).status === 0

const run = promisify(execFile)

async function packagedChromium(): Promise<Chromium> {
  const root = join(repository, 'node_modules/@sparticuz/chromium')
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string }
  const folder = join(repository, `node_modules/.cache/kuaiji-chromium-${version}`)
  if (!existsSync(folder)) await unpack(root, folder)
  const program = join(folder, 'chromium')
  // Its own fonts only, so that a screenshot looks alike on every machine; Chinese comes as the console's web font.
  const environment = { FONTCONFIG_FILE: join(folder, 'fonts.conf') }
  if (starts({ program, environment })) return { program, environment }
  const whole = { program, environment: { ...environment, LD_LIBRARY_PATH: join(folder, 'al2023/lib') } }
  if (starts(whole)) return whole
  throw new Error(`${program} does not start here; name another with KUAIJI_CHROMIUM`)
}

/** The package unpacks into the temporary folder, so it is told that this is ours. Moved into place whole. */
async function unpack(root: string, folder: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true })
  const half = await mkdtemp(`${folder}.`)
  const script = `
    const { default: chromium, inflate } = await import(${JSON.stringify(join(root, 'build/index.js'))})
    await chromium.executablePath()
    await inflate(${JSON.stringify(join(root, 'bin/al2023.tar.br'))})`
  await run(process.execPath, ['--input-type=module', '-e', script], {
    env: { ...process.env, TMPDIR: half },
  })
  await chmod(half, 0o755)
  await chmod(join(half, 'chromium'), 0o755)
  await writeFile(join(half, 'fonts.conf'), fontConfiguration(folder))
  await rename(half, folder).catch(async error => {
    await rm(half, { recursive: true })
    if (!existsSync(folder)) throw error
  })
}

const fontConfiguration = (folder: string) => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${folder}/fonts</dir>
  <cachedir>${folder}/font-cache</cachedir>
</fontconfig>
`
