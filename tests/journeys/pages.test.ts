import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { repository } from '../../apps/server/database/settings.ts'
import { seriousFindings } from './accessibility.ts'
import { beside, type Client, type Station, signInByApi, stationsOf } from './api.ts'
import { putCityAtWork } from './city-at-work.ts'
import { type Bureau, faultsOf, openBureau } from './desk.ts'

const shots = join(repository, 'docs/screenshots')

describe('a city at work, seen from every desk', () => {
  let bureau: Bureau
  let dispatcher: Client

  beforeAll(async () => {
    bureau = await openBureau()
    dispatcher = await signInByApi(bureau.url, 'dispatcher', '110-05')
    await putCityAtWork(dispatcher)
    const caller = await signInByApi(bureau.url, 'calltaker')
    const stations = await stationsOf(caller)
    for (const station of [6, 51, 77])
      await caller.post('/api/calls', { location: beside(stations[station]!), text: '两车相撞，一人受伤。' })
  })
  afterAll(() => bureau?.close())

  describe.each(['dark', 'light'] as const)('in the %s', theme => {
    it('the control room has no serious accessibility fault', async () => {
      const page = await bureau.seat('dispatcher', { theme, seat: '110-03' })
      await page.locator('[data-incident]').nth(14).waitFor()
      await settled(page)
      await page.screenshot({ path: join(shots, `control-room-${theme}.png`) })
      expect(await seriousFindings(page)).toEqual([])
      await page.locator('[data-incident]').first().click()
      await page.keyboard.press('Enter')
      await page.locator('li[data-chosen=true]').first().waitFor()
      await settled(page)
      await page.screenshot({ path: join(shots, `recommendation-${theme}.png`) })
      expect(await seriousFindings(page)).toEqual([])
      await page.getByRole('link', { name: '警情', exact: true }).click()
      await page.locator('tbody tr').first().waitFor()
      expect(await seriousFindings(page)).toEqual([])
      await page.keyboard.press('?')
      await page.getByRole('dialog').waitFor()
      expect(await seriousFindings(page)).toEqual([])
      expect(faultsOf(page)).toEqual([])
      await page.context().close()
    })

    it('the station desk signs, and has no serious fault', async () => {
      const page = await bureau.seat('station', { theme })
      await page.getByText('没有待签收的处警单').waitFor()
      const callSign = await orderUnitOf(dispatcher, (await stationsOf(dispatcher))[0]!)
      const order = page
        .locator('li', { hasText: callSign })
        .filter({ has: page.getByRole('button', { name: '签收' }) })
      await order.waitFor()
      await settled(page)
      await page.screenshot({ path: join(shots, `station-${theme}.png`) })
      expect(await seriousFindings(page)).toEqual([])
      await page.locator('body').press('s')
      await page.getByText(`已签收 ${callSign} 的处警单`).waitFor()
      await order.waitFor({ state: 'detached' })
      expect(faultsOf(page)).toEqual([])
      await page.context().close()
    })

    it('a figure is opened down to an entry that the browser verifies, and a forged one is caught', async () => {
      const page = await bureau.seat('auditor', { theme })
      await page.locator('[data-figure=M01]').waitFor()
      await settled(page)
      await page.screenshot({ path: join(shots, `figures-${theme}.png`) })
      expect(await seriousFindings(page)).toEqual([])
      await page.locator('[data-figure=M01]').click()
      await page.locator('td a[data-row]').first().waitFor()
      expect(await seriousFindings(page)).toEqual([])
      const arrived = page.locator('tr', { hasText: '到达现场' }).first()
      await arrived.locator('a[data-row]').click()
      await page.locator('article[data-holds=true]').waitFor()
      expect(await page.locator('li[data-finding=holds]').count()).toBe(5)
      await settled(page)
      await page.screenshot({ path: join(shots, `proof-${theme}.png`), fullPage: false })
      expect(await seriousFindings(page)).toEqual([])
      await page.getByRole('button', { name: '试着改早一分钟' }).click()
      await page.locator('article[data-holds=false]').waitFor()
      expect(await page.locator('li[data-finding=fails]').count()).toBe(4)
      expect(await seriousFindings(page)).toEqual([])
      await page.getByRole('button', { name: '恢复原样' }).click()
      await page.locator('article[data-holds=true]').waitFor()
      await page.getByRole('link', { name: '账本' }).click()
      await page.getByText('的签名有效').waitFor()
      expect(await seriousFindings(page)).toEqual([])
      expect(faultsOf(page)).toEqual([])
      await page.context().close()
    })

    it('the sign-in page has no serious fault', async () => {
      const page = await bureau.seat('department', { theme })
      await page.getByRole('button', { name: /联动部门/ }).click()
      await page.getByRole('button', { name: '退出' }).click()
      await page.getByRole('heading', { name: '登录' }).waitFor()
      await settled(page)
      await page.screenshot({ path: join(shots, `sign-in-${theme}.png`) })
      expect(await seriousFindings(page)).toEqual([])
      await page.context().close()
    })
  })

  it('speaks English and Chinese, and remembers which', async () => {
    const page = await bureau.seat('dispatcher', { language: 'en' })
    await page.getByRole('heading', { name: 'Open incidents' }).waitFor()
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('en')
    await settled(page)
    await page.screenshot({ path: join(shots, 'control-room-english.png') })
    await page.getByRole('button', { name: /Dispatcher/ }).click()
    await page.getByText('中文').click()
    await page.getByRole('heading', { name: '未结警情' }).waitFor()
    await page.reload()
    await page.getByRole('heading', { name: '未结警情' }).waitFor()
    await page.context().close()
  })

  it('asks nobody but its own server for anything', async () => {
    const page = await bureau.seat('dispatcher')
    const elsewhere: string[] = []
    page.on('request', request => {
      if (!request.url().startsWith(bureau.url) && !/^(data|blob):/.test(request.url()))
        elsewhere.push(request.url())
    })
    await page.reload()
    await page.locator('[data-incident]').first().waitFor()
    await settled(page)
    expect(elsewhere).toEqual([])
    await page.context().close()
  })

  it('brings neither map nor form fields to somebody who only signs in', async () => {
    const page = await bureau.browser.newPage({ baseURL: bureau.url })
    const scripts: string[] = []
    page.on('request', request => request.resourceType() === 'script' && scripts.push(request.url()))
    await page.goto('/')
    await page.locator('input[name=user]').waitFor()
    expect(scripts.length).toBeGreaterThan(0)
    expect(scripts.filter(url => /\/(map|fields|CityMap)-/.test(url))).toEqual([])
    await page.close()
  })

  it('keeps one stream for all tabs, and another tab takes it over', async () => {
    const first = await bureau.seat('dispatcher')
    await connection(first, '实时')
    let streams = 0
    first.context().on('request', request => {
      if (request.url().includes('/api/stream')) streams++
    })
    const second = await first.context().newPage()
    await second.goto('/room')
    await second.locator('[data-incident]').first().waitFor()
    await connection(second, '实时')
    expect(streams).toBe(0)
    await first.close()
    await connection(second, '实时')
    const before = await second.locator('[data-incident]').count()
    await dispatcher.post('/api/incidents', { type: 'noise', location: await placeBeside(dispatcher, 20) })
    await second.locator('[data-incident]').nth(before).waitFor()
    expect(streams).toBe(1)
    await second.context().close()
  })

  it('offline keeps the last picture under a banner, and catches up by itself', async () => {
    const page = await bureau.seat('dispatcher')
    await page.locator('[data-incident]').first().waitFor()
    await settled(page)
    await connection(page, '实时')
    const before = await page.locator('[data-incident]').count()
    await page.context().setOffline(true)
    await page.getByText('与服务器的连接已中断').waitFor()
    expect(await page.locator('[data-incident]').count()).toBe(before)
    await page.screenshot({ path: join(shots, 'offline-dark.png') })
    await dispatcher.post('/api/incidents', { type: 'parking', location: await placeBeside(dispatcher, 22) })
    await page.context().setOffline(false)
    await page.locator('[data-incident]').nth(before).waitFor()
    await connection(page, '实时')
    await page.context().close()
  })

  it('the command line sends units and opens incidents', async () => {
    const { id, number } = await dispatcher.post<{ id: string; number: string }>('/api/incidents', {
      type: 'assault',
      location: await placeBeside(dispatcher, 40),
    })
    const { units } = await dispatcher.get<{ units: readonly { callSign: string }[] }>(
      `/api/incidents/${id}/recommendation`,
    )
    const page = await bureau.seat('dispatcher')
    await page.locator(`[data-incident=${number}]`).waitFor()
    await page.locator('body').press('/')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.type(`d ${units[0]!.callSign} ${Number(number.split('-')[1])}`)
    await page.keyboard.press('Enter')
    await page.getByText(`已派出 ${units[0]!.callSign}`).waitFor()
    await page.locator('body').press('/')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.type(number)
    await page.keyboard.press('Enter')
    await page.locator('li[data-status=assigned]', { hasText: units[0]!.callSign }).waitFor()
    await page.context().close()
  })
})

interface Unit {
  readonly id: string
  readonly callSign: string
  readonly station: string
  readonly status: string
}

/** Sends a free unit of this station to something beside it. */
async function orderUnitOf(client: Client, station: Station): Promise<string> {
  const { id } = await client.post('/api/incidents', { type: 'fight', location: beside(station) })
  const { items } = await client.get<{ items: readonly Unit[] }>('/api/units')
  const unit = items.find(u => u.station === station.id && u.status === 'available')!
  await client.post(`/api/incidents/${id}/assignments`, { unit: unit.id, deviation: 'local_knowledge' })
  return unit.callSign
}

async function placeBeside(client: Client, station: number) {
  return beside((await stationsOf(client))[station]!)
}

async function connection(page: Page, state: string): Promise<void> {
  await page.locator('header [role=status]', { hasText: state }).waitFor()
}

/** Fonts are there, and the map has drawn what it was given. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(() => document.fonts.ready)
  const canvas = page.locator('canvas.maplibregl-canvas')
  if ((await canvas.count()) > 0) await page.locator('[data-drawn=true]').first().waitFor()
}
