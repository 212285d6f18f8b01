import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { repository } from '../../apps/server/database/settings.ts'
import { beside, type Client, signInByApi, stationsOf } from './api.ts'
import { type Bureau, faultsOf, openBureau } from './desk.ts'

const shots = join(repository, 'docs/screenshots')

/** From a call to a closed incident, as the people at the screens do it, without one reload. */
describe('a call becomes an incident and is closed', () => {
  let bureau: Bureau
  let caller: Client
  let desk: Page
  let number: string

  beforeAll(async () => {
    bureau = await openBureau()
    caller = await signInByApi(bureau.url, 'calltaker')
    desk = await bureau.seat('dispatcher', { seat: '110-03' })
    await desk.evaluate(() => {
      ;(window as unknown as { unchanged: boolean }).unchanged = true
    })
  })
  afterAll(() => bureau?.close())

  it('a call appears on the desk by itself', async () => {
    const station = (await stationsOf(caller))[4]!
    await caller.post('/api/calls', {
      location: beside(station),
      address: '测试路 1 号',
      telephone: '130 0000 0000',
      text: '两车相撞，有人受伤。',
    })
    await desk.getByRole('button', { name: '接听' }).waitFor()
    // What the caller said is on nobody's screen before somebody takes the call.
    expect(await desk.getByText('130 0000 0000').count()).toBe(0)
  })

  it('is taken and opened as an incident with the keyboard alone', async () => {
    await desk.keyboard.press('c')
    await desk.getByText('130 0000 0000').waitFor()
    await desk.getByLabel('警情类别').waitFor()
    await desk.keyboard.type('jtsgyrss')
    await desk.keyboard.press('Enter')
    await desk.screenshot({ path: join(shots, 'call-dark.png') })
    await desk.keyboard.press('Control+Enter')
    const row = desk.locator('[data-incident]')
    await row.waitFor()
    number = (await row.getAttribute('data-incident'))!
    expect(number).toMatch(/^J\d{4}-\d{6}$/)
    await desk.getByText('130 0000 0000').waitFor({ state: 'detached' })
  })

  it('shows which units to send and why, and sends them', async () => {
    await desk.keyboard.press('Escape')
    await desk.locator('body').press('j')
    await desk.keyboard.press('Enter')
    await desk.getByRole('heading', { name: number }).waitFor()
    const recommended = desk.locator('li[data-chosen=true]')
    await recommended.first().waitFor()
    expect(await recommended.first().textContent()).toMatch(/第 1 快.*到达（出动 .*行驶 /)
    const wanted = await recommended.count()
    await desk.locator('body').press('s')
    await desk
      .locator('li[data-status=assigned]')
      .nth(wanted - 1)
      .waitFor()
  })

  it('a second dispatcher is told who was first, and sees it', async () => {
    const other = await bureau.seat('dispatcher', { seat: '110-04' })
    const incident = desk.url().split('/').at(-1)
    // The other desk reads slowly: what it shows is older than what the first desk does next.
    await other.goto(`/incidents/${incident}`)
    const free = other
      .locator('li[data-chosen=false]')
      .filter({ has: other.getByRole('button', { name: '改派' }) })
    await free.first().waitFor()
    const callSign = (await free.first().locator('b').first().textContent())!
    let release = () => {}
    const held = new Promise<void>(resolve => {
      release = resolve
    })
    await other.route('**/api/incidents/**', async route => {
      if (route.request().method() === 'GET') await held
      await route.continue()
    })
    await sendInstead(desk, callSign)
    await desk.locator('li[data-status=assigned]').filter({ hasText: callSign }).waitFor()
    await sendInstead(other, callSign)
    await other.getByText(`${callSign} 已由席位 110-03 派往 ${number}。`).waitFor()
    release()
    await other.locator('li[data-status=assigned]').filter({ hasText: callSign }).waitFor()
    expect(faultsOf(other)).toEqual([])
    await other.context().close()
  })

  it('milestones are walked through, and what nobody said is marked as inferred', async () => {
    const orders = desk.locator('li[data-status]')
    await desk.locator('body').press('n')
    await desk.locator('li[data-status=acknowledged]').first().waitFor()
    await desk.locator('li[data-status=acknowledged] [data-inferred=true]').first().waitFor()
    while ((await desk.locator('li[data-status=cleared]').count()) < (await orders.count())) {
      const before = await orders.evaluateAll(list => list.map(o => (o as HTMLElement).dataset.status).join())
      await desk.locator('body').press('n')
      await desk.waitForFunction(
        was =>
          [...document.querySelectorAll<HTMLElement>('li[data-status]')].map(o => o.dataset.status).join() !==
          was,
        before,
      )
    }
  })

  it('is fed back and closed by the duty leader', async () => {
    await desk.getByRole('button', { name: '首次反馈' }).click()
    await desk.getByText('已首次反馈', { exact: true }).waitFor()
    await desk.getByLabel('处置结果').click()
    await desk.keyboard.type('jtsgkc')
    await desk.keyboard.press('Enter')
    await desk.getByRole('button', { name: '最终反馈' }).click()
    await desk.getByText('待审核', { exact: true }).waitFor()
    const leader = await bureau.seat('commander', { theme: 'light' })
    await leader.getByRole('link', { name: '待审核 1' }).click()
    await leader.getByRole('button', { name: number }).click()
    await leader.getByRole('button', { name: '办结' }).click()
    await leader.getByText('已办结', { exact: true }).waitFor()
    await desk.getByText('已办结', { exact: true }).waitFor()
    expect(faultsOf(leader)).toEqual([])
  })

  it('all of it without a reload and without an error', async () => {
    expect(await desk.evaluate(() => (window as unknown as { unchanged?: boolean }).unchanged)).toBe(true)
    expect(faultsOf(desk)).toEqual([])
  })

  it('leaves nothing personal in address, title or storage', async () => {
    const kept = await desk.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))
    for (const place of [desk.url(), await desk.title(), kept]) {
      expect(place).not.toContain('130')
      expect(place).not.toContain('测试路')
    }
  })
})

async function sendInstead(page: Page, callSign: string): Promise<void> {
  const row = page.locator('li[data-chosen=false]').filter({ hasText: callSign })
  await row.getByRole('button', { name: '改派' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('原因').click()
  await page.keyboard.type('sxqk')
  await page.keyboard.press('Enter')
  await dialog.getByRole('button', { name: '派出' }).click()
}
