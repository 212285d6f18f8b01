import { describe, expect, it } from 'vitest'
import { checkPassword, hashPassword, verifyPassword } from './password.ts'

describe('a password', () => {
  it('is kept as argon2id and checks against it, in any Unicode form', async () => {
    const secret = await hashPassword('Café 会稽山上的月亮')
    expect(secret).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(await verifyPassword(secret, 'Cafe\u0301 会稽山上的月亮')).toBe(true)
    expect(await verifyPassword(secret, 'Cafe 会稽山上的月亮')).toBe(false)
  })

  it('never fits an account that is not there', async () => {
    expect(await verifyPassword(undefined, 'anything at all')).toBe(false)
  })

  it.each([
    ['too short', 'short pass'],
    ['too long', 'long word '.repeat(13)],
    ['with the name in it', 'i am Wang.wei here'],
    ['of too few characters', 'abababababababab'],
  ])('is refused %s', (_, password) => {
    expect(() => checkPassword(password, 'wang.wei')).toThrow(
      expect.objectContaining({ status: 422, code: 'password' }),
    )
  })

  it('is counted in characters, not bytes', () => {
    checkPassword('会稽山上的月亮照着古城墙', 'wang.wei')
    expect(() => checkPassword('会稽山上的月亮照着古城', 'wang.wei')).toThrow()
  })
})
