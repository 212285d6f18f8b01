import { expect, it } from 'vitest'
import { typesetChinese } from './typeset.ts'

it.each([
  ['交通事故(有人受伤)', '交通事故（有人受伤）'],
  ['有人需要尽快到场,危险可能扩大', '有人需要尽快到场，危险可能扩大'],
  [
    '巡逻第 1 快:4 分到达(出动 30 秒,行驶 3 分 30 秒)',
    '巡逻第 1 快：4 分到达（出动 30 秒，行驶 3 分 30 秒）',
  ],
  ['8 分可到,但正在处置 J2026-000123', '8 分可到，但正在处置 J2026-000123'],
  ['无人机(UAV)', '无人机（UAV）'],
  ['14:03:22 共 1,022 条', '14:03:22 共 1,022 条'],
  ['Traffic collision (damage only), here', 'Traffic collision (damage only), here'],
])('%s', (text, set) => {
  expect(typesetChinese(text)).toBe(set)
})
