import { Command } from 'commander'
import { doctorCommand } from './doctor.ts'
import { exportCommand } from './export.ts'
import { figuresCommand } from './figures.ts'
import { replayCommand } from './replay.ts'
import { roadsCommand } from './roads.ts'
import { verifyCommand } from './verify.ts'

const program = new Command('kuaiji')
  .description('会稽 — operations platform of a public-safety bureau')
  .showHelpAfterError()

program
  .command('start')
  .description('start the server (as npm start does)')
  .action(async () => {
    await import('../main.ts')
  })
for (const add of [verifyCommand, exportCommand, replayCommand, roadsCommand, figuresCommand, doctorCommand])
  add(program)

await program.parseAsync()
