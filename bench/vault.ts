import { keyringOf } from '../packages/vault/keyring.ts'
import { createSealer } from '../packages/vault/sealer.ts'

/** Operations per second of the vault on one core; prints one JSON document. The median of five runs of each. */
const sealer = createSealer(keyringOf(Buffer.alloc(32, 1), Buffer.alloc(32, 2)))
const record = '01890000-0000-7000-8000-000000000001'
const salt = Buffer.alloc(32, 9)
const json = JSON.stringify({
  actor: { id: record },
  address: '越城区府山街道延安路1号',
  location: { lon: 120.58, lat: 30.0 },
  telephone: '13800138000',
  text: '两车追尾，一人受伤，占用快车道。'.repeat(6),
})
const { key, wrapped } = sealer.newKey('city', record)
const place = { jurisdiction: 'city', record, n: 1 }
const sealed = sealer.seal(key, place, salt, json)

function rate(run: () => unknown, times = 30_000): number {
  const rates = Array.from({ length: 5 }, () => {
    const start = performance.now()
    for (let i = 0; i < times; i++) run()
    return (times / (performance.now() - start)) * 1000
  })
  return Math.round(rates.sort((a, b) => a - b)[2]!)
}

const figures = {
  jsonBytes: Buffer.byteLength(json),
  sealsPerSecond: rate(() => sealer.seal(key, place, salt, json)),
  opensPerSecond: rate(() => sealer.open(key, place, sealed)),
  newKeysPerSecond: rate(() => sealer.newKey('city', record)),
  unwrapsPerSecond: rate(() => sealer.unwrap('city', record, wrapped)),
  blindsPerSecond: rate(() => sealer.blind('call', ['138 0013 8000'])),
}
console.log(JSON.stringify(figures))
