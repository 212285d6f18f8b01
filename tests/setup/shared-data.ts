import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { repository } from '../../apps/server/database/settings.ts'

const folder = resolve(process.env.KUAIJI_SHARED ?? resolve(repository, '../shared'), 'data')

/** Real inputs beside the checkout, never copied into it; undefined where they are not. */
export const sharedData: string | undefined = existsSync(folder) ? folder : undefined
