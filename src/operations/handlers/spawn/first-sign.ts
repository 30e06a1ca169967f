import type { Context } from '../../context.ts';
import type { Launched } from '../../ports.ts';
import { waitUntil } from '../../wait.ts';

/** Who has not ended by then is running, whether it has said something or not. */
const withinMs = 3_000;

export interface Outcome {
  readonly state: 'planned' | 'running' | 'finished' | 'failed';
  readonly exitCode?: number | null;
  readonly lastOutput?: string | null;
}

/** What comes first: the end of the process, something that the agent did here, or the time. */
export async function firstSign(
  context: Context,
  agentId: string,
  since: number,
  { ended }: Launched,
): Promise<Outcome> {
  const isOver = new AbortController();
  const signal = AbortSignal.any([context.signal, isOver.signal]);
  const hasActed = async () =>
    (await context.store.events({ after: since, agent: agentId })).some(({ actor }) => actor === agentId)
      ? true
      : undefined;
  const sign = waitUntil({ ...context, signal }, withinMs, hasActed).catch(() => undefined);
  const end = await Promise.race([ended, sign.then(() => null)]);
  isOver.abort();
  await sign;
  context.signal.throwIfAborted();
  if (end === null) return { state: 'running' };
  const { exitCode, lastOutput } = end;
  const state =
    exitCode !== null && exitCode !== 0 ? 'failed' : (await hasActed()) === true ? 'finished' : 'failed';
  return { state, exitCode, lastOutput };
}
