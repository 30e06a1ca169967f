import { command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { signal } from '../event/signal.ts';

/** What was done to a pipeline's file, in the past tense. */
type Done = 'written' | 'removed' | 'accepted' | 'preferred';

/**
 * Files are outside of the store, so nothing in the log says that one changed: whoever looks at pipelines hears it by an
 * event. Who is unknown here changes them unheard, as an editor does.
 */
export async function tellOf(context: Context, pipeline: string, done: Done): Promise<void> {
  await command(context, (tx, { agent }) => {
    if (agent !== null)
      signal(tx, context, { type: `pipeline.${done}`, source: agent.id, data: { pipeline } });
  });
}
