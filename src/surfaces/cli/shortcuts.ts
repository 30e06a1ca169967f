import { ShoalError } from '../../domain/errors.ts';
import { writeOut } from './output.ts';
import { run } from './run.ts';
import type { SurfaceCall } from './surface-call.ts';

/** `logs` is `log --follow`. */
export function runLogs(call: SurfaceCall): Promise<number> {
  return run([...globalFlags(call), 'log', ...call.words, '--follow'], call);
}

const FIRST_COMMANDS = [
  'No workspace here yet. The first three commands:',
  '  shoal init                     make this directory a workspace',
  '  shoal add "What is to be done" add a task',
  '  shoal spawn 2                  start two agents that work on the tasks',
  'All commands: shoal help',
].join('\n');

/** `shoal` alone: the status in a workspace, elsewhere how to start. */
export async function runHome(call: SurfaceCall): Promise<number> {
  if (call.globals.json) return run([...globalFlags(call), 'status'], call);
  try {
    const { openShoal } = await import('../../shoal.ts');
    await openShoal({ dir: call.globals.dir, cwd: process.cwd(), env: call.env }).context();
  } catch (error) {
    if (!(error instanceof ShoalError) || error.code !== 'NO_WORKSPACE') throw error;
    writeOut(`${FIRST_COMMANDS}\n`);
    return 0;
  }
  return run([...globalFlags(call), 'status'], call);
}

function globalFlags({ globals }: SurfaceCall): readonly string[] {
  return [
    ...(globals.json ? ['--json'] : []),
    ...(globals.debug ? ['--debug'] : []),
    ...(globals.help ? ['--help'] : []),
    ...(globals.dir === undefined ? [] : ['-C', globals.dir]),
  ];
}
