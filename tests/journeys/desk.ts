import { rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { repository } from '../../apps/server/database/settings.ts'
import '../../scripts/build.ts'
import { launchBrowser } from '../setup/browser.ts'
import { makeDataFolder, removeDataFolder } from '../setup/data-folder.ts'
import { type Host, startProgram } from '../setup/host.ts'

export type Role = 'calltaker' | 'dispatcher' | 'commander' | 'station' | 'auditor' | 'department' | 'admin'

export interface Look {
  readonly theme?: 'dark' | 'light'
  readonly language?: 'zh-CN' | 'en'
  readonly seat?: string
}

/** The real server on a database of its own, simulator off, and a browser beside it. */
export interface Bureau {
  readonly url: string
  readonly browser: Browser
  /** A browser of its own for one person, signed in at the sign-in page. */
  seat(role: Role, look?: Look): Promise<Page>
  close(): Promise<void>
}

/** The map is drawn in software and may share two cores with other work: patience, not haste, is tested here. */
const waitMsMax = 90_000
const viewport = { width: 1440, height: 900 }

export async function openBureau(): Promise<Bureau> {
  const dataFolder = await makeDataFolder()
  const server = startServer(dataFolder)
  const url = (await server.line('ready')).split(' ')[1]!
  const browser = await launchBrowser()
  return {
    url,
    browser,
    async seat(role, look = {}) {
      const context = await newContext(browser, url, look)
      const page = await context.newPage()
      watchForFaults(page)
      await page.goto('/')
      await signIn(page, role, look.seat)
      return page
    },
    async close() {
      await browser.close()
      server.child.kill('SIGTERM')
      await server.ended
      await removeDataFolder(dataFolder)
      await rm(dirname(dataFolder), { recursive: true, force: true })
    },
  }
}

function startServer(dataFolder: string): Host {
  return startProgram([join(repository, 'apps/server/main.ts')], {
    ...process.env,
    DATABASE_URL: '',
    KUAIJI_DATA: dataFolder,
    KUAIJI_SPEED: '0',
    KUAIJI_DEMO: '1',
    PORT: '0',
  })
}

async function newContext(browser: Browser, baseURL: string, look: Look): Promise<BrowserContext> {
  const context = await browser.newContext({
    baseURL,
    viewport,
    locale: look.language ?? 'zh-CN',
    reducedMotion: 'reduce',
  })
  context.setDefaultTimeout(waitMsMax)
  await context.addInitScript(
    ([theme, language]) => {
      // The first page decides; what is chosen later in the test must survive a reload.
      if (theme && !localStorage.getItem('kuaiji.theme')) localStorage.setItem('kuaiji.theme', theme)
      if (language && !localStorage.getItem('kuaiji.language'))
        localStorage.setItem('kuaiji.language', language)
    },
    [look.theme ?? 'dark', look.language ?? 'zh-CN'] as const,
  )
  return context
}

async function signIn(page: Page, role: Role, seat: string | undefined): Promise<void> {
  await page.locator('input[name=user]').fill(role)
  await page.locator('input[name=password]').fill('demo')
  if (seat !== undefined) await page.locator('input[name=seat]').fill(seat)
  await page.keyboard.press('Enter')
  await page.locator('header nav').waitFor()
}

const faults = new WeakMap<Page, string[]>()

function watchForFaults(page: Page): void {
  const seen: string[] = []
  faults.set(page, seen)
  page.on('pageerror', error => seen.push(String(error)))
  page.on('console', message => {
    // A refusal is an answer: the browser logs its status, and that is all it may log.
    if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) seen.push(message.text())
  })
}

/** Errors that the page threw or logged; none are expected, whatever the server answers. */
export function faultsOf(page: Page): readonly string[] {
  return faults.get(page) ?? []
}
