import type { Handler } from '../../context.ts';
import type * as contracts from '../../contracts/harness.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { isoTime } from '../../present.ts';
import { measuredOf } from './probe.ts';

const known = ['claude', 'codex', 'gemini', 'opencode', 'copilot'];

export const matrix: Handler<
  InputOf<typeof contracts.harnessMatrix>,
  OutputOf<typeof contracts.harnessMatrix>
> = async (context) => {
  const found = new Set(context.harnesses.found());
  const probed = new Map((await context.harnessProbe()).stored().map((one) => [one.harness, one]));
  return {
    harnesses: known.map((name) => {
      const one = probed.get(name);
      return {
        name,
        found: found.has(name),
        path: one?.program ?? null,
        version: one?.version ?? null,
        probedAt: isoTime(one?.probedAt ?? null),
        tookMs: one === undefined ? null : Math.round(one.tookMs),
        ...measuredOf(one ?? { findings: [] }),
      };
    }),
  };
};
