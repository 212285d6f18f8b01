import { expect, test } from 'vitest'
import { bar, showBar } from './bar.ts'

function shown(isTTY: boolean) {
  const written: string[] = []
  const stream = { isTTY, write: (text: string) => written.push(text) } as unknown as NodeJS.WriteStream
  const show = showBar('replaying', stream)
  for (let done = 1; done <= 1000; done++) show(done, 1000, '2024-01-01')
  return written
}

test('a bar is as long as its share, always as wide', () => {
  expect(bar('replaying', 0, 3888, '2024-01-01')).toBe(
    `replaying ▕${' '.repeat(24)}▏  0 %  0 of 3,888  2024-01-01`,
  )
  expect(bar('replaying', 1944, 3888, '')).toContain(`▕${'█'.repeat(12)}${' '.repeat(12)}▏ 50 %`)
  expect(bar('replaying', 3888, 3888, '')).toContain(`▕${'█'.repeat(24)}▏100 %`)
  const widths = Array.from({ length: 101 }, (_, done) => bar('x', done, 100, '').indexOf(' %'))
  expect(new Set(widths).size).toBe(1)
})

test('without a terminal it is a line every tenth', () => {
  const lines = shown(false)
  expect(lines).toHaveLength(10)
  expect(lines.every(line => line.endsWith('\n') && !line.includes('\r'))).toBe(true)
})

test('on a terminal it is one line, written anew, that ends when all is done', () => {
  const written = shown(true)
  expect(written.every(text => text.startsWith('\r'))).toBe(true)
  expect(written.filter(text => text.endsWith('\n'))).toEqual([written.at(-1)])
  expect(written.at(-1)).toContain('1,000 of 1,000')
})
