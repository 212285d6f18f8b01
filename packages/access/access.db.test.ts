import { uuidv7 } from '@kuaiji/kernel'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../../tests/setup/fresh-database.ts'
import {
  closeDemonstration,
  createAccount,
  demonstrationAccounts,
  disableAccount,
  firstAdministrator,
  openSessions,
  redeem,
  type Sessions,
} from './index.ts'

let database: FreshDatabase
let pool: pg.Pool
let sessions: Sessions

const now = new Date('2026-11-23T04:00:00.000Z')
const after = (hours: number) => new Date(now.getTime() + hours * 3_600_000)
const by = { identify: uuidv7, now }
const units = { bureau: 'bureau', station: 'station-7', department: 'water' }
const demo = { user: 'dispatcher', password: 'demo', address: '127.0.0.1' }
const wang = {
  user: 'wang.wei',
  password: 'a moon over the hill',
  role: 'calltaker',
  unit: 'bureau',
  seat: '110-05',
} as const
const rows = async (sql: string) => (await pool.query(sql)).rows

beforeEach(async () => {
  database = await freshDatabase()
  pool = new pg.Pool({ connectionString: database.applicationUrl, max: 8 })
  pool.on('error', () => {})
  sessions = openSessions({ pool, jurisdiction: 'test', identify: uuidv7 })
})

afterEach(async () => {
  await pool.end()
  await database.drop()
})

const anotherProcess = () => openSessions({ pool, jurisdiction: 'test', identify: uuidv7 })

describe('a session', () => {
  beforeEach(async () => {
    await demonstrationAccounts(pool, 'test', units, by)
  })

  it('gives its holder the authority of the account, at the seat named', async () => {
    const { token, account, expiresAt } = await sessions.signIn({ ...demo, seat: '110-12' }, now)
    expect(account).toMatchObject({
      name: 'dispatcher',
      role: 'dispatcher',
      seat: '110-12',
      demonstration: true,
    })
    expect(await sessions.find(token, now)).toEqual({
      authority: {
        jurisdiction: 'test',
        shift: expect.stringMatching(/^[0-9a-f-]{36}$/),
        actor: { id: account.id, role: 'dispatcher', unit: 'bureau', seat: '110-12', channel: 'console' },
      },
      account,
      demonstration: true,
      expiresAt,
    })
  })

  it('leaves no token in the database', async () => {
    const { token } = await sessions.signIn(demo, now)
    const [row] = await rows('SELECT s::text AS text FROM access.session s')
    expect(row.text).not.toContain(token)
    expect(row.text).not.toContain(Buffer.from(token).toString('hex'))
    expect(row.text).not.toContain(Buffer.from(token, 'base64url').toString('hex'))
  })

  it('is not opened by a wrong password, name, case of password, or by text that is no name', async () => {
    for (const wrong of [
      { ...demo, password: 'Demo' },
      { ...demo, password: '' },
      { ...demo, password: 'x'.repeat(100_000) },
      { ...demo, user: 'nobody' },
      { ...demo, user: "' OR 1=1 --" },
      { ...demo, user: 'dispatcher\u0000' },
    ])
      await expect(sessions.signIn(wrong, now)).rejects.toMatchObject({ status: 401, code: 'credentials' })
    await expect(sessions.signIn({ ...demo, seat: 'a b' }, now)).rejects.toMatchObject({
      status: 422,
      code: 'seat',
    })
    expect(await rows('SELECT 1 FROM access.session')).toEqual([])
  })

  it('is not found by made-up tokens', async () => {
    const { token } = await sessions.signIn(demo, now)
    for (const other of ['', 'x', token.slice(1), `${token}x`, 'A'.repeat(43), token.toLowerCase()])
      expect(await sessions.find(other, now)).toBeUndefined()
  })

  it('expires after a shift, also where it is remembered', async () => {
    const { token, expiresAt } = await sessions.signIn(demo, now)
    const justBefore = new Date(expiresAt.getTime() - 1)
    expect(await sessions.find(token, justBefore)).toBeDefined()
    expect(await sessions.find(token, expiresAt)).toBeUndefined()
    expect(await anotherProcess().find(token, expiresAt)).toBeUndefined()
  })

  it('ends at once here and within five seconds elsewhere', async () => {
    const elsewhere = anotherProcess()
    const { token } = await sessions.signIn(demo, now)
    expect(await elsewhere.find(token, now)).toBeDefined()
    expect(await sessions.find(token, now)).toBeDefined()
    await sessions.signOut(token, now)
    expect(await sessions.find(token, now)).toBeUndefined()
    expect(await elsewhere.find(token, new Date(now.getTime() + 5000))).toBeUndefined()
    await sessions.signOut('no such token', now)
  })

  it('shares its shift with the account’s other sessions for twelve hours', async () => {
    const shiftAt = async (hours: number) => {
      const { token } = await sessions.signIn(demo, after(hours))
      return (await sessions.find(token, after(hours)))!.authority.shift
    }
    const [first, second, third, fourth] = [
      await shiftAt(0),
      await shiftAt(11),
      await shiftAt(13),
      await shiftAt(24),
    ]
    expect(second).toBe(first)
    expect(third).not.toBe(first)
    expect(fourth).toBe(third)
  })

  it('is refused after ten wrong passwords, to the right one too, and counts attempts sent at once', async () => {
    const wrong = Array.from({ length: 30 }, () => sessions.signIn({ ...demo, password: 'wrong' }, now))
    const codes = (await Promise.allSettled(wrong)).map(
      answer => (answer as PromiseRejectedResult).reason.code,
    )
    expect(codes.filter(code => code === 'credentials').length).toBeLessThanOrEqual(11)
    await expect(sessions.signIn(demo, now)).rejects.toMatchObject({ status: 429, code: 'too_many_attempts' })
    await sessions.signIn({ ...demo, user: 'calltaker' }, now)
    await sessions.signIn(demo, after(0.1))
  })

  it('is swept up a day after it expired', async () => {
    await sessions.signIn(demo, now)
    expect(await sessions.prune(after(35))).toBe(0)
    expect(await sessions.prune(after(37))).toBe(1)
  })
})

describe('demonstration accounts', () => {
  it('are seven, made once by many starts, each signing in with the published password', async () => {
    const names = await Promise.all(
      Array.from({ length: 4 }, () => demonstrationAccounts(pool, 'test', units, by)),
    )
    expect(new Set(names.flat())).toEqual(
      new Set(['calltaker', 'dispatcher', 'commander', 'station', 'department', 'auditor', 'admin']),
    )
    expect(await rows('SELECT 1 FROM access.account')).toHaveLength(7)
    for (const user of names[0]!) {
      const { account } = await sessions.signIn({ ...demo, user }, now)
      expect(account).toMatchObject({ role: user, demonstration: true })
    }
  })

  it('do not exist at a start without them, nor do their sessions, and come back with it', async () => {
    await demonstrationAccounts(pool, 'test', units, by)
    const { token } = await sessions.signIn(demo, now)
    await closeDemonstration(pool, 'test', now)
    expect(await anotherProcess().find(token, now)).toBeUndefined()
    await expect(sessions.signIn(demo, now)).rejects.toMatchObject({ code: 'credentials' })
    await demonstrationAccounts(pool, 'test', units, by)
    await sessions.signIn(demo, now)
  })

  it('leave a real account of the same name alone', async () => {
    await createAccount(pool, 'test', { ...wang, user: 'dispatcher' }, by)
    await demonstrationAccounts(pool, 'test', units, by)
    await expect(sessions.signIn(demo, now)).rejects.toMatchObject({ code: 'credentials' })
    await sessions.signIn({ ...demo, password: wang.password }, now)
  })
})

describe('an account', () => {
  it('is found however its name is typed, and there is one of each name', async () => {
    await createAccount(pool, 'test', wang, by)
    const { account } = await sessions.signIn({ ...wang, user: 'ＷＡＮＧ.Wei', address: 'a' }, now)
    expect(account).toMatchObject({ name: 'wang.wei', seat: '110-05', demonstration: false })
    const twins = await Promise.allSettled([
      createAccount(pool, 'test', { ...wang, user: 'li.na' }, by),
      createAccount(pool, 'test', { ...wang, user: 'Li.Na' }, by),
    ])
    expect(twins.map(twin => twin.status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(twins.find(twin => twin.status === 'rejected')).toMatchObject({
      reason: { status: 409, code: 'account_taken' },
    })
  })

  it.each([
    ['account_name', { ...wang, user: 'wang wei' }],
    ['password', { ...wang, password: 'short' }],
    ['seat', { ...wang, seat: '' }],
    ['role', { ...wang, role: 'system' as const }],
    ['role', { ...wang, role: 'emperor' as never }],
  ])('is refused: %s', async (code, wrong) => {
    await expect(createAccount(pool, 'test', wrong, by)).rejects.toMatchObject({ status: 422, code })
    expect(await rows('SELECT 1 FROM access.account')).toEqual([])
  })

  it('that is disabled signs in no more and its sessions end', async () => {
    const { id } = await createAccount(pool, 'test', wang, by)
    const { token } = await sessions.signIn({ ...wang, address: 'a' }, now)
    expect(await sessions.find(token, now)).toBeDefined()
    await disableAccount(pool, 'test', id, now)
    sessions.forget()
    expect(await sessions.find(token, now)).toBeUndefined()
    await expect(sessions.signIn({ ...wang, address: 'a' }, now)).rejects.toMatchObject({
      code: 'credentials',
    })
    await expect(disableAccount(pool, 'test', id, now)).rejects.toMatchObject({ status: 404 })
  })

  it('of another jurisdiction is none here', async () => {
    await createAccount(pool, 'elsewhere', wang, by)
    await expect(sessions.signIn({ ...wang, address: 'a' }, now)).rejects.toMatchObject({
      code: 'credentials',
    })
  })
})

describe('the first administrator', () => {
  const link = async (at = now) => (await firstAdministrator(pool, 'test', 'bureau', at))!
  const claim = (token: string, user: string, at = now) =>
    redeem(pool, 'test', token, { user, password: wang.password }, { identify: uuidv7, now: at })

  it('is whoever redeems the link first, of many at once', async () => {
    const token = await link()
    const claims = await Promise.allSettled(Array.from({ length: 6 }, (_, i) => claim(token, `admin-${i}`)))
    const won = claims.filter(answer => answer.status === 'fulfilled')
    expect(won).toHaveLength(1)
    expect(won[0]!.value).toMatchObject({ role: 'admin', unit: 'bureau', demonstration: false })
    for (const lost of claims.filter(answer => answer.status === 'rejected'))
      expect(lost.reason).toMatchObject({ status: 403, code: 'link' })
    expect(await rows('SELECT name FROM access.account')).toEqual([{ name: won[0]!.value.name }])
    await sessions.signIn({ user: won[0]!.value.name, password: wang.password, address: 'a' }, now)
    expect(await firstAdministrator(pool, 'test', 'bureau', now)).toBeUndefined()
  })

  it('cannot use a link that is a day old, replaced by a newer start, or made up', async () => {
    const old = await link()
    await expect(claim(old, 'first', after(24))).rejects.toMatchObject({ code: 'link' })
    const newer = await link()
    await expect(claim(old, 'first')).rejects.toMatchObject({ code: 'link' })
    await expect(claim('A'.repeat(43), 'first')).rejects.toMatchObject({ code: 'link' })
    await expect(claim('nonsense', 'first')).rejects.toMatchObject({ code: 'link' })
    await claim(newer, 'first')
  })

  it('may try again after a name that is taken or a password that is refused', async () => {
    await createAccount(pool, 'test', wang, by)
    const token = await link()
    await expect(claim(token, wang.user)).rejects.toMatchObject({ status: 409, code: 'account_taken' })
    const short = redeem(pool, 'test', token, { user: 'first', password: 'short' }, by)
    await expect(short).rejects.toMatchObject({ status: 422, code: 'password' })
    await claim(token, 'first')
  })

  it('is needed where only a demonstration administrator is', async () => {
    await demonstrationAccounts(pool, 'test', units, by)
    expect(await link()).toHaveLength(43)
    expect(JSON.stringify(await rows('SELECT l::text FROM access.link l'))).not.toContain(await link())
  })
})
