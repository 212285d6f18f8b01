import { importCsv } from './csv-network.ts'
import { roadLines } from './lines.ts'
import { importOsm } from './osm/network.ts'
import { roadTiles } from './tiles.ts'

const d = '/work/shared/data/road-networks/'
for (const c of ['manhattan', 'auckland', 'baltimore.osm.pbf']) {
  const { graph } = c.endsWith('pbf')
    ? await importOsm(d + 'osm/' + c)
    : await importCsv(d + c + '/nodes.csv.gz', d + c + '/arcs.csv.gz')
  let t = performance.now()
  const l = roadLines(graph)
  console.log(c, 'lines', l.length, (performance.now() - t).toFixed(1))
  t = performance.now()
  const T = roadTiles(graph)
  console.log('tiles index', (performance.now() - t).toFixed(1), T.bounds)
  const [w, s, e, n] = T.bounds
  for (const z of [0, 6, 8, 10, 12, 13, 14, 16]) {
    const col = (lon: number) => Math.floor(((lon + 180) / 360) * 2 ** z),
      row = (lat: number) => {
        const q = Math.sin((lat * Math.PI) / 180)
        return Math.floor((0.5 - Math.log((1 + q) / (1 - q)) / (4 * Math.PI)) * 2 ** z)
      }
    let k = 0,
      bytes = 0,
      max = 0,
      maxms = 0
    t = performance.now()
    for (let x = col(w); x <= col(e) && k < 400; x++)
      for (let y = row(n); y <= row(s) && k < 400; y++) {
        const t1 = performance.now()
        const b = T.tile(z, x, y)
        maxms = Math.max(maxms, performance.now() - t1)
        k++
        bytes += b?.length ?? 0
        max = Math.max(max, b?.length ?? 0)
      }
    const ms = performance.now() - t
    console.log(
      'z',
      z,
      'tiles',
      k,
      'avg ms',
      (ms / k).toFixed(2),
      'max ms',
      maxms.toFixed(1),
      'KB avg',
      (bytes / k / 1024).toFixed(1),
      'max',
      (max / 1024).toFixed(0),
    )
  }
}
