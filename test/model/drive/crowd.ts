import type { PortableStore } from '../../../src/store/port.ts';
import type { OperationName } from '../../../src/operations/manifest.ts';
import { checkCalls, type Call } from '../history/check-calls.ts';
import { checkLog } from '../history/check-log.ts';
import { collectExport } from '../history/export.ts';
import { slots } from './actions.ts';
import { createReal, type Real } from './real.ts';

export interface CrowdOptions {
  /** One per process that is played; agents share them in turn. */
  readonly stores: readonly PortableStore[];
  readonly agents: number;
  readonly rounds: number;
  readonly random: () => number;
}

/** Many agents at once on one workspace, each doing its rounds; returns what broke a law. */
export async function runCrowd({ stores, agents, rounds, random }: CrowdOptions): Promise<string[]> {
  const clock = {
    get now() {
      return Date.now();
    },
  };
  const reals = stores.map((store) => createReal(store, clock));
  const calls: Call[] = [];
  const members = Array.from({ length: agents }, (_, index) =>
    member(reals[index % reals.length] as Real, index, calls, random),
  );
  for (const one of members) await one.join();
  await Promise.all(members.map((one) => one.work(rounds)));
  const lines = [];
  for await (const line of (stores[0] as PortableStore).export()) lines.push(line);
  const exported = collectExport(lines);
  return [...checkLog(exported), ...checkCalls(calls, exported)];
}

function member(
  real: Real,
  index: number,
  calls: Call[],
  random: () => number,
): { join(): Promise<unknown>; work(rounds: number): Promise<void> } {
  const slot = slots.person + 1 + index;
  const by = `agent-${index}`;
  const paths = ['a', 'b', 'c', 'd'];
  let sent = 0;

  async function call(
    operation: Call['operation'],
    name: OperationName,
    input: Record<string, unknown>,
  ): Promise<unknown> {
    const invokedAt = Date.now();
    const answer = await real.call(slot, name, input);
    const outcome = 'ok' in answer ? { ok: answer.ok } : { refused: answer.refused };
    calls.push({
      by,
      operation,
      input: { ...input, text: input['title'] ?? input['text'] },
      invokedAt,
      repliedAt: Date.now(),
      outcome,
    });
    return 'ok' in answer ? answer.ok : undefined;
  }

  const duties = [
    () =>
      call('add', 'task.add', {
        title: `${by} ${(sent += 1)}`,
        priority: 1 + Math.floor(random() * 10),
        key: `k${sent}`,
      }),
    async () => {
      const task = (await call('claim', 'task.claim', {})) as { id: string; generation: number } | undefined;
      if (task !== undefined)
        await call('done', 'task.done', {
          id: task.id,
          generation: task.generation,
          summary: `${by} did it`,
        });
    },
    async () => {
      await call('lock', 'lock.take', {
        paths: [paths[Math.floor(random() * paths.length)]],
        shared: random() < 0.5,
      });
      await call('other', 'lock.release', { all: true });
    },
    () => call('msg', 'message.send', { text: `${by} says ${(sent += 1)}`, to: ['@all'], key: `k${sent}` }),
    () => call('inbox', 'message.inbox', { unread: true }),
  ];

  return {
    join: () => real.call(slot, 'agent.join', { name: by }),
    async work(rounds) {
      for (let round = 0; round < rounds; round += 1)
        await (duties[Math.floor(random() * duties.length)] as () => Promise<unknown>)();
    },
  };
}
