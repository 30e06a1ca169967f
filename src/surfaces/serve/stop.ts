import { ShoalError } from '../../domain/errors.ts';
import type { Context } from '../../operations/context.ts';
import { requireMayEndAll } from '../../operations/handlers/session/permission.ts';
import type { SurfaceCall } from '../cli/surface-call.ts';
import type { ServeFlags } from './flags.ts';
import { daemonOptions } from './options.ts';
import { say } from './say.ts';

const nothingToStop = 3;

/** `shoal serve stop [--keep-agents]` */
export async function stop(call: SurfaceCall, context: Context, flags: ServeFlags): Promise<number> {
  const { keepAgents } = flags;
  if (!keepAgents) await refuseToOwnAgents(context);
  if (await (await context.daemon()).stop(keepAgents)) {
    say(call, { stopped: true }, keepAgents ? 'Stopped. Its agents run on.' : 'Stopped.');
    return 0;
  }
  const { stopLeftAgents } = await import('../../daemon.ts');
  if (!keepAgents && (await stopLeftAgents(await daemonOptions(call, context, flags)))) {
    say(call, { stopped: true }, 'No daemon ran here; what one had left running is stopped.');
    return 0;
  }
  say(call, { stopped: false }, 'No daemon ran here.');
  return nothingToStop;
}

/** A store that cannot be read forbids nothing. */
async function refuseToOwnAgents(context: Context): Promise<void> {
  try {
    await context.store.read((view) => requireMayEndAll(view, context));
  } catch (error) {
    if (error instanceof ShoalError && error.code === 'NOT_ALLOWED') throw error;
  }
}
