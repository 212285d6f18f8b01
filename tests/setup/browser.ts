import { type Browser, chromium } from 'playwright-core'
import { findChromium } from './chromium.ts'

/** No page leaves the machine and no feature calls home; nothing that protects a page is switched off. */
const flags = [
  '--disable-gpu',
  '--enable-unsafe-swiftshader',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-domain-reliability',
  '--disable-sync',
  '--metrics-recording-only',
  '--no-first-run',
  '--no-pings',
  '--font-render-hinting=none',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
]

/** A headless Chromium with WebGL 2 on software. It sees this machine's own addresses only. */
export async function launchBrowser(): Promise<Browser> {
  const { program, environment } = await findChromium()
  const launch = (chromiumSandbox: boolean) =>
    chromium.launch({
      executablePath: program,
      args: flags,
      chromiumSandbox,
      env: { ...process.env, ...environment } as Record<string, string>,
    })
  // Chromium refuses its sandbox to root.
  if (process.getuid?.() === 0) return launch(false)
  try {
    return await launch(true)
  } catch (error) {
    if (!/sandbox/i.test(String(error))) throw error
    console.warn(
      'No sandbox for Chromium on this machine; only our own pages are opened, so it starts without.',
    )
    return launch(false)
  }
}
