import { describe, expect, it } from 'vitest'
import { StartupError } from './database/index.ts'
import { readSettings } from './settings.ts'

describe('settings', () => {
  it('make a demonstration for this machine alone when nothing is said', () => {
    expect(readSettings({ HOST: '0.0.0.0' })).toMatchObject({
      demonstration: true,
      host: '127.0.0.1',
      port: 3000,
      speed: 30,
      prepared: true,
      checkpointMs: 1000,
      database: { singleRole: false },
    })
  })

  it('of a real city have no speed, and the host that is named', () => {
    const settings = readSettings({ KUAIJI_DEMO: '0', HOST: '0.0.0.0', KUAIJI_SPEED: '60' })
    expect(settings).toMatchObject({ demonstration: false, host: '0.0.0.0', speed: 0, checkpointMs: 60_000 })
  })

  it.each([
    [{ PORT: 'http' }, /^PORT is "http"; it is a whole number from 0 to 65535\.$/],
    [{ PORT: '70000' }, /^PORT is "70000"/],
    [{ PORT: '-1' }, /^PORT is "-1"/],
    [{ KUAIJI_DEMO: 'yes' }, /^KUAIJI_DEMO is "yes"; it is one of 0, 1\.$/],
    [{ KUAIJI_SPEED: '601' }, /^KUAIJI_SPEED is "601"; it is a whole number from 0 to 600\.$/],
    [{ KUAIJI_SPEED: '1.5' }, /^KUAIJI_SPEED is "1.5"/],
    [{ KUAIJI_PREPARE: '2' }, /^KUAIJI_PREPARE is "2"; it is one of 0, 1\.$/],
    [{ KUAIJI_LOG: 'loud' }, /^KUAIJI_LOG is "loud"; it is one of silent, error, warn, info, debug\.$/],
    [{ KUAIJI_SINGLE_ROLE: 'true' }, /^KUAIJI_SINGLE_ROLE is "true"; it is one of 0, 1\.$/],
    [{ KUAIJI_TIME_ZONE: 'Mars/Base' }, /^KUAIJI_TIME_ZONE is "Mars\/Base", which is no time zone/],
    [{ KUAIJI_ORIGIN: 'two words' }, /^KUAIJI_ORIGIN is "two words"; a log's name has no space/],
    [{ KUAIJI_ORIGIN: 'a+b' }, /^KUAIJI_ORIGIN is "a\+b"/],
    [{ KUAIJI_ORIGIN: 'two\nlines' }, /^KUAIJI_ORIGIN is "two\\nlines"/],
  ])('%o cannot be meant', (environment, sentence) => {
    expect(() => readSettings(environment)).toThrow(StartupError)
    expect(() => readSettings(environment)).toThrow(sentence)
  })
})
