import type { Served } from './agents.ts';

const dayMs = 86_400_000;
const days = 7;

/** An agent `ada` and what it spent: a dollar on each of the last seven days, today included. */
export async function fillWithTurns({ project, store }: Served): Promise<void> {
  await project.agent('ada');
  await store.transact((tx) => {
    const ada = tx.list('agent').find(({ name }) => name === 'ada')?.id ?? '';
    for (let ago = 0; ago < days; ago++) {
      const endedAt = tx.now - ago * dayMs;
      const day = new Date(endedAt).toISOString().slice(0, 10);
      const ended = { ...turn, id: tx.nextId('turn'), agent: ada, day, startedAt: endedAt, endedAt };
      tx.create('turn', ended, { type: 'turn.ended' });
    }
  });
}

const turn = {
  session: 's1',
  task: null,
  queue: 'api',
  day: '',
  model: 'claude-sonnet-4-5',
  reason: 'completed',
  tools: 0,
  toolErrors: 0,
  inputTokens: 41_000,
  cachedTokens: 30_000,
  outputTokens: 1_900,
  contextTokens: null,
  contextWindow: null,
  costUsd: 1,
  costIs: 'exact',
} as const;
