#!/usr/bin/env node
// `npx kuaiji …`: the command line on the project's own Node, in the caller's folder.
import { join } from 'node:path'
import { become, install, repository } from '../../scripts/bootstrap.mjs'

install()
become([join(repository, 'apps/server/cli/kuaiji.ts'), ...process.argv.slice(2)])
