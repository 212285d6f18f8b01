import { expect, it } from 'vitest'
import { initialsOf } from './pinyin.ts'

it.each([
  ['交通事故', 'jtsg'],
  ['打架斗殴', 'djdo'],
  ['燃气泄漏', 'rqxl'],
  ['安全查看', 'aqck'],
  ['无声报警', 'wsbj'],
  ['已提供救助', 'ytgjz'],
  ['110 电话', '110dh'],
  ['无人机(火情、洪水)', 'wrjhqhs'],
  ['Jet', 'jet'],
  ['', ''],
])('%s is typed %s', (text, initials) => {
  expect(initialsOf(text)).toBe(initials)
})
