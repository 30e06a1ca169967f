import { ShoalError } from '../../domain/errors.ts';
import type { Context } from '../../operations/context.ts';
import { requireMayEndAll } from '../../operations/handlers/session/permission.ts';
import { say } from '../cli/output.ts';
import type { SurfaceCall } from '../cli/surface-call.ts';
import type { ServeFlags } from './flags.ts';
import { daemonOptions } from './options.ts';

const nothingToStop = 3;
/** A daemon whose serve.json was damaged writes it again each second. */
const announceMs = 5_000;
const lookEveryMs = 20;

/** `shoal serve stop [--keep-agents]` */
export async function stop(call: SurfaceCall, context: Context, flags: ServeFlags): Promise<number> {
  const { keepAgents } = flags;
  if (!keepAgents) await refuseToOwnAgents(context);
  switch (await end(call, context, flags)) {
    case 'daemon':
      say(call, { stopped: true }, keepAgents ? 'Stopped. Its agents run on.' : 'Stopped.');
      return 0;
    case 'agents':
      say(call, { stopped: true }, 'No daemon ran here; what one had left running is stopped.');
      return 0;
    case 'nothing':
      say(call, { stopped: false }, 'No daemon ran here.');
      return nothingToStop;
  }
}

/** What there was to end. */
async function end(
  call: SurfaceCall,
  context: Context,
  flags: ServeFlags,
): Promise<'daemon' | 'agents' | 'nothing'> {
  const control = await context.daemon();
  const { stopLeftAgents } = await import('../../daemon.ts');
  for (const deadline = performance.now() + announceMs; ;) {
    const ran = await control.stop(flags.keepAgents);
    if (flags.keepAgents) return ran ? 'daemon' : 'nothing';
    // Also of one that ran: it may have been killed before it had stopped them, or told by somebody else to leave them.
    const left = await stopLeftAgents(context, () => daemonOptions(call, context, flags));
    if (ran) return 'daemon';
    if (left !== 'taken') return left === 'stopped' ? 'agents' : 'nothing';
    if (performance.now() > deadline) throw takenOver();
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
}

function takenOver(): ShoalError {
  return new ShoalError(
    'CONFLICT',
    'A daemon looks after the agents here, and has not said where it serves.',
    {
      hint: 'See `shoal serve logs`, then stop it again.',
    },
  );
}

/** A store that cannot be read forbids nothing. */
async function refuseToOwnAgents(context: Context): Promise<void> {
  try {
    await context.store.read((view) => requireMayEndAll(view, context));
  } catch (error) {
    if (error instanceof ShoalError && error.code === 'NOT_ALLOWED') throw error;
  }
}
