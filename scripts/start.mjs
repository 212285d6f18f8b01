// `npm start`: installs and builds what changed since the last time, then becomes the server.
import { become, install, repository, step } from './bootstrap.mjs'

process.chdir(repository)
install()
step(['scripts/build.ts'])
become(['apps/server/main.ts', ...process.argv.slice(2)])
