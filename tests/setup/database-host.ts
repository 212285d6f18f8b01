import pg from 'pg'
import { databaseSettings, openDatabase, StartupError } from '../../apps/server/database/index.ts'
import { readMigrations } from '../../apps/server/database/migrations.ts'

/**
 * What a server does with its database, as a process that tests may kill: `database-host.ts MIGRATIONS [WRITERS]`.
 * Prints `ready PID-OF-DATABASE URL`, then `wrote ID` for each acknowledged write, and brings a lost database back.
 */
const [folder, writers = '0'] = process.argv.slice(2)

async function host() {
  const migrations = folder ? await readMigrations([folder]) : undefined
  const database = await openDatabase(databaseSettings(process.env), migrations)
  const pool = new pg.Pool({ connectionString: database.applicationUrl, max: 8 })
  pool.on('error', () => undefined)
  let recovering = Promise.resolve()
  database.onLoss(reason => {
    say(`lost ${reason}`)
    recovering = database.recover().then(() => say('recovered'), fail)
  })
  process.once('SIGTERM', async () => {
    stopping = true
    await pool.end().catch(() => undefined)
    await database.stop()
    process.exit(0)
  })
  say(`ready ${database.applicationUrl}`)
  await Promise.all(
    Array.from({ length: Number(writers) }, (_, writer) => write(pool, writer, () => recovering)),
  )
}

let stopping = false

/** A failed write is not acknowledged and not repeated; the writer goes on with its next number. */
async function write(pool: pg.Pool, writer: number, recovered: () => Promise<void>) {
  const run = process.pid
  for (let n = 1; !stopping; n++) {
    const id = `${run}-${writer}-${n}`
    try {
      await pool.query('INSERT INTO public.written (id) VALUES ($1)', [id])
      say(`wrote ${id}`)
    } catch {
      await recovered()
    }
  }
}

function say(line: string) {
  process.stdout.write(`${line}\n`)
}

function fail(error: unknown) {
  process.stderr.write(
    `${error instanceof StartupError ? `${error.code}: ${error.message}` : String(error)}\n`,
  )
  process.exit(1)
}

await host().catch(fail)
