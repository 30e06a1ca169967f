import { lacking } from '../../../domain/task-rules.ts';
import type { Inputs, Outputs } from '../../../operations/handlers.generated.ts';
import { asText } from './shapes.ts';

type Run = <N extends 'task.list' | 'agent.ps' | 'agent.whoami'>(
  name: N,
  input: Inputs[N],
) => Promise<Outputs[N]>;

const tasksMax = 10_000;

/**
 * Which task to take from whom when none is named: one whose holder lives but seems stuck, that this agent can do; the most
 * urgent first, then the oldest. What the dead held is free without stealing. null when there is none.
 */
export async function stealable(
  run: Run,
  { queue, from }: { readonly queue?: unknown; readonly from?: unknown },
): Promise<string | null> {
  const { id: self, capabilities } = await run('agent.whoami', {});
  const stuck = new Set((await run('agent.ps', { hung: true })).map(({ id }) => id));
  const inQueue = asText(queue);
  const victim = asText(from)?.toLowerCase();
  const running = await run('task.list', {
    state: 'running',
    limit: tasksMax,
    ...(inQueue === undefined ? {} : { queue: inQueue }),
  });
  const [first] = running
    .filter(({ holder }) => holder !== null && holder !== self && stuck.has(holder))
    .filter(({ holder, holderName }) => victim === undefined || isNamed(victim, holder, holderName))
    .filter(({ needs }) => lacking(needs, capabilities).length === 0)
    .toSorted((a, b) => b.priority - a.priority || Number(a.id.slice(1)) - Number(b.id.slice(1)));
  return first?.id ?? null;
}

function isNamed(asked: string, id: string | null, name: string | null): boolean {
  return asked === id || asked === name?.toLowerCase();
}
