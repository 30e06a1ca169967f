import type { Turn } from '../../../domain/session.ts';
import type * as contracts from '../../contracts/usage.ts';
import type { OutputOf } from '../../define.ts';
import { createTally } from './total.ts';

export interface Figures {
  add(turn: Turn): void;
  total(): OutputOf<typeof contracts.usageShow>['total'];
}

/** What `usage` says of turns: what they cost, and what was done in them. */
export function createFigures(): Figures {
  const tally = createTally();
  let tools = 0;
  let toolErrors = 0;
  let wallMs = 0;
  let contextShare: number | null = null;
  return {
    add(turn) {
      tally.add(turn);
      tools += turn.tools;
      toolErrors += turn.toolErrors;
      wallMs += turn.endedAt - turn.startedAt;
      const share = shareOf(turn);
      if (share !== null) contextShare = Math.max(contextShare ?? 0, share);
    },
    total: () => ({ ...tally.total(), tools, toolErrors, contextShare, wallMs }),
  };
}

function shareOf({ contextTokens, contextWindow }: Turn): number | null {
  return contextTokens === null || contextWindow === null
    ? null
    : Math.round((contextTokens / contextWindow) * 1_000) / 1_000;
}
