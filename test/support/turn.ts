import type { Turn } from '../../src/domain/session.ts';

/** A turn that has ended, of which nothing is known but what is given. */
export function newTurn(fields: Partial<Turn> = {}): Turn {
  return {
    id: 'u1',
    session: 's1',
    agent: 'a1',
    task: null,
    queue: null,
    day: '2026-01-01',
    model: null,
    reason: 'completed',
    startedAt: 0,
    endedAt: 1,
    tools: 0,
    toolErrors: 0,
    inputTokens: null,
    cachedTokens: null,
    outputTokens: null,
    contextTokens: null,
    contextWindow: null,
    costUsd: null,
    costIs: 'unknown',
    ...fields,
  };
}
