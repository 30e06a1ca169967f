import type { DaemonOptions } from '../../daemon.ts';
import type { Context } from '../../operations/context.ts';
import { selfCommand } from '../cli/demo/self.ts';
import type { SurfaceCall } from '../cli/surface-call.ts';
import type { ServeFlags } from './flags.ts';

/** Flags go before the configuration, which is asked again whenever the daemon looks. */
export async function daemonOptions(
  call: SurfaceCall,
  context: Context,
  flags: ServeFlags,
): Promise<DaemonOptions> {
  const config = await context.config();
  const isPortGiven = flags.port !== undefined || config.explain('serve.port').from !== 'default';
  return {
    place: context.place,
    environment: call.env,
    self: selfCommand(),
    version: call.version,
    wanted: () => {
      const { serve } = config.read();
      return {
        host: flags.host ?? serve.host,
        port: flags.port ?? serve.port,
        isPortGiven,
        logLevel: flags.logLevel ?? serve.logLevel,
      };
    },
  };
}
