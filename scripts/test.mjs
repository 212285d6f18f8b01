// `npm test`: installs what changed since the last time, then runs every check and every test.
import { become, install, repository } from './bootstrap.mjs'

process.chdir(repository)
install()
become(['scripts/test.ts', ...process.argv.slice(2)])
