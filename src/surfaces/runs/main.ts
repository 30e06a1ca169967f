import { isatty } from 'node:tty';
import { invoke } from '../../operations/invoke.ts';
import { operationOfCommand } from '../../operations/manifest.ts';
import { openShoal } from '../../shoal.ts';
import { parseArguments } from '../cli/arguments.ts';
import { interruptible } from '../cli/interrupt.ts';
import { jsonLine, writeOut } from '../cli/output.ts';
import { literal, type Style } from '../cli/render/style.ts';
import type { SurfaceCall } from '../cli/surface-call.ts';
import { createRunView, type RunNow } from './view.ts';

/** `shoal run TEXT`: starts it and watches it; to leave stops nothing. */
export function runRun(call: SurfaceCall): Promise<number> {
  const isDetached = call.words.includes('--detach');
  const words = call.words.filter((word) => word !== '--detach');
  return interruptible(async (signal) => {
    const operation = operationOfCommand('run start');
    if (operation?.cli === undefined) throw new Error('run start has no command line');
    const { input } = parseArguments(operation as Parameters<typeof parseArguments>[0], [...words], call.globals, call.now); // it has one
    const shoal = openShoal({ dir: call.globals.dir, cwd: process.cwd(), env: call.env });
    const context = await shoal.context({ signal, needs: 'daemon' });
    const run = await invoke(context, 'run.start', input);
    if (call.globals.json) writeOut(jsonLine(run));
    else writeOut(`✓ ${run.id}  ${literal(run.title)}  (${literal(run.pipeline)})\n`);
    if (isDetached) return 0;
    return follow(call, context, run);
  });
}

async function follow(
  call: SurfaceCall,
  context: Parameters<typeof invoke>[0],
  started: RunNow,
): Promise<number> {
  const view = call.globals.json ? asJson : createRunView(styleOf(call), writeOut);
  let last = started;
  for await (const seen of await invoke(context, 'run.watch', { id: started.id, from: 1 })) {
    if (seen.run !== null) last = seen.run;
    if (!view(seen)) return 0;
    // A person is to decide: whoever waits here may as well do that.
    if (last.state === 'waiting' && !styleOf(call).terminal) break;
  }
  return exitCodes[last.state];
}

const exitCodes = {
  completed: 0,
  failed: 1,
  cancelled: 4,
  queued: 5,
  running: 5,
  waiting: 5,
  rejected: 6,
  limited: 7,
} as const satisfies Record<RunNow['state'], number>;

function asJson(seen: object): boolean {
  return writeOut(jsonLine(seen));
}

function styleOf({ env, now }: SurfaceCall): Style {
  const terminal = isatty(1);
  const colors = terminal && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
  return { terminal, colors, width: Number.POSITIVE_INFINITY, now };
}
