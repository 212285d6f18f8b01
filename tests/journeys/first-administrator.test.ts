import { join } from 'node:path'
import { expect, it } from 'vitest'
import { repository } from '../../apps/server/database/settings.ts'
import '../../scripts/build.ts'
import { launchBrowser } from '../setup/browser.ts'
import { makeDataFolder, removeDataFolder } from '../setup/data-folder.ts'
import { startProgram } from '../setup/host.ts'

it('a bureau without demonstration accounts begins with one link for its first administrator', async () => {
  const dataFolder = await makeDataFolder()
  const server = startProgram([join(repository, 'apps/server/main.ts')], {
    ...process.env,
    DATABASE_URL: '',
    KUAIJI_DATA: dataFolder,
    KUAIJI_DEMO: '0',
    PORT: '0',
  })
  const browser = await launchBrowser()
  try {
    const link = (await server.line('first administrator')).split(': ')[1]!
    const page = await browser.newPage({ locale: 'zh-CN' })
    await page.goto(link)
    await page.getByLabel('账号').waitFor()
    // The one-time token does not stay in the address bar or the history.
    expect(page.url()).not.toContain('#')
    await page.getByLabel('账号').fill('li.guanli')
    await page.getByLabel('密码').fill('竹深树密虫鸣处 2026')
    await page.getByRole('button', { name: '设立' }).click()
    await page.getByRole('heading', { name: '登录' }).waitFor()
    expect(await page.getByText('演示账号').count()).toBe(0)
    await page.getByLabel('账号').fill('li.guanli')
    await page.getByLabel('密码').fill('竹深树密虫鸣处 2026')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: '账本', level: 1 }).waitFor()
  } finally {
    await browser.close()
    server.child.kill('SIGTERM')
    await server.ended
    await removeDataFolder(dataFolder)
  }
})
