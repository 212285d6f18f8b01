import { type DatabaseSettings, databaseSettings, StartupError } from './database/index.ts'

/** Everything the environment may say; `docs/operate/settings.md` lists each variable. */
export interface Settings {
  readonly host: string
  readonly port: number
  readonly database: DatabaseSettings
  readonly demonstration: boolean
  /** Simulated seconds per second, 1 to 600; 0 leaves the simulator off and the clock real. */
  readonly speed: number
  readonly origin: string | undefined
  /** Road graph of the city, outside a demonstration. */
  readonly roads: string | undefined
  readonly cityName: string
  readonly timeZone: string
  readonly prepared: boolean
  /** Least time between two checkpoints. */
  readonly checkpointMs: number
  readonly logLevel: string
}

const speedMax = 600
const demonstrationSpeed = 30

export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  const demonstration = oneOf(environment, 'KUAIJI_DEMO', ['0', '1'], '1') === '1'
  return {
    host: demonstration ? '127.0.0.1' : (environment.HOST ?? '127.0.0.1'),
    port: whole(environment, 'PORT', 3000, 0, 65_535),
    database: {
      ...databaseSettings(environment),
      singleRole: oneOf(environment, 'KUAIJI_SINGLE_ROLE', ['0', '1'], '0') === '1',
    },
    demonstration,
    speed: demonstration ? whole(environment, 'KUAIJI_SPEED', demonstrationSpeed, 0, speedMax) : 0,
    origin: originOf(environment.KUAIJI_ORIGIN || undefined),
    roads: environment.KUAIJI_ROADS || undefined,
    cityName: environment.KUAIJI_CITY || 'city',
    timeZone: timeZoneOf(environment.KUAIJI_TIME_ZONE || 'Asia/Shanghai'),
    prepared: oneOf(environment, 'KUAIJI_PREPARE', ['0', '1'], '1') === '1',
    checkpointMs: demonstration ? 1000 : 60_000,
    logLevel: oneOf(environment, 'KUAIJI_LOG', ['silent', 'error', 'warn', 'info', 'debug'], 'warn'),
  }
}

function whole(
  environment: NodeJS.ProcessEnv,
  name: string,
  otherwise: number,
  min: number,
  max: number,
): number {
  const text = environment[name]
  if (text === undefined || text === '') return otherwise
  const value = Number(text)
  if (Number.isInteger(value) && value >= min && value <= max) return value
  throw new StartupError('setting', `${name} is "${text}"; it is a whole number from ${min} to ${max}.`)
}

function oneOf(
  environment: NodeJS.ProcessEnv,
  name: string,
  values: readonly string[],
  otherwise: string,
): string {
  const text = environment[name] || otherwise
  if (values.includes(text)) return text
  throw new StartupError('setting', `${name} is "${text}"; it is one of ${values.join(', ')}.`)
}

/** What a C2SP signed note can carry as a key's name. */
function originOf(name: string | undefined): string | undefined {
  if (name === undefined || /^[^\p{White_Space}\p{Cc}+]{1,200}$/u.test(name)) return name
  throw new StartupError(
    'setting',
    `KUAIJI_ORIGIN is ${JSON.stringify(name)}; a log's name has no space, plus or control character, such as example.org/log.`,
  )
}

function timeZoneOf(name: string): string {
  if (Intl.supportedValuesOf('timeZone').includes(name) || name === 'UTC') return name
  throw new StartupError(
    'setting',
    `KUAIJI_TIME_ZONE is "${name}", which is no time zone, such as Asia/Shanghai.`,
  )
}
