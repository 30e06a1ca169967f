import { describe, expect, test } from 'bun:test';
import { join } from 'node:path';
import { labs } from '../../src/engines/probe/labs/index.ts';
import { writeFiles } from '../../src/engines/probe/world.ts';
import { atTerminal } from '../support/person.ts';
import { harnesses } from './support/harness.ts';
import { ensureInstalled } from './support/install.ts';
import { startModelServer } from './support/model-server.ts';
import { play } from './support/scenes.ts';
import { isRealSkipped } from './support/skip.ts';
import { createShoalWorld } from './support/workspace.ts';

const timeoutMs = 240_000;
const names = ['claude', 'codex', 'gemini'] as const;

const pipeline = `agents:
  - id: planner
    runtime: gemini
    system_prompt: "[[plan]] Plan: {{ input }}"
    handoffs: [{ to: developer }]
  - id: developer
    runtime: codex
    system_prompt: "[[develop]] Do: {{ input }}"
    gate: { type: llm, runtime: claude, prompt: "[[judge]] Is it tested?" }
    handoffs:
      - { to: reporter, condition: on_approve }
      - { to: developer, condition: on_reject, payload: "Again, because {{ reject_reason }}" }
  - { id: reporter, runtime: claude, context_strategy: shared, system_prompt: "[[report]] Sum up: {{ input }} {{ context }}" }
`;

describe.skipIf(isRealSkipped)('a pipeline over three real CLIs', () => {
  test(
    'Gemini CLI plans, Codex does it twice because Claude Code rejects once, Claude Code sums up',
    async () => {
      const script = play({
        plan: [{ text: 'PLAN-1: read, write, prove.' }],
        develop: [{ text: 'WORK-1, untested.' }, { text: 'WORK-2, with a test.' }],
        judge: [
          { text: '{"decision": "rejected", "reason": "REASON-1: no test"}' },
          { text: '{"decision": "approved", "reason": "tested"}' },
        ],
        report: [{ text: 'REPORT-1: all is well.' }],
      });
      const server = startModelServer(script.next);
      const world = await createShoalWorld({});
      try {
        const env: Record<string, string> = { ...world.env };
        const profiles: Record<string, object> = {};
        for (const name of names) {
          const harness = harnesses.find((one) => one.name === name);
          const lab = labs.find((one) => one.harness === name);
          if (harness === undefined || lab === undefined) throw new Error(`there is no lab of ${name}`);
          await writeFiles(world.home, lab.files(server.url, world.repo));
          const variables = lab.env(server.url);
          Object.assign(env, variables);
          profiles[name] = {
            harness: name,
            command: await ensureInstalled(harness),
            permission: 'read',
            mcp: 'none',
            env: [...Object.keys(variables), 'SHOAL_REAL_WORLD'],
            ...(lab.model !== null && { model: lab.model }),
          };
        }
        await Bun.write(join(world.repo, 'shoal.yaml'), JSON.stringify({ profiles }));
        await Bun.write(join(world.repo, '.shoal/pipelines/default.yaml'), pipeline);

        const { code, stdout } = await atTerminal(['run', 'Add a tide table'], { cwd: world.repo, env });
        expect(stdout).toContain('REPORT-1');
        expect(code).toBe(0);
        const run = await world.json<{
          state: string;
          steps: { node: string; kind: string; decision: string | null; inputTokens: number | null }[];
          result: string;
        }>(['run', 'show', 'r1']);
        expect(run).toMatchObject({ state: 'completed', result: expect.stringContaining('REPORT-1') });
        expect(run.steps.map(({ node, kind, decision }) => [node, kind, decision])).toEqual([
          ['planner', 'stage', null],
          ['developer', 'stage', 'rejected'],
          ['developer', 'gate', 'rejected'],
          ['developer', 'stage', 'approved'],
          ['developer', 'gate', 'approved'],
          ['reporter', 'stage', null],
        ]);
        expect(JSON.stringify(script.requests('develop')[0]?.body)).toContain('PLAN-1');
        expect(JSON.stringify(script.requests('develop')[1]?.body)).toContain('REASON-1');
        expect(JSON.stringify(script.requests('report')[0]?.body)).toContain('WORK-2');
        for (const { inputTokens } of run.steps) expect(inputTokens).toBeGreaterThan(0);
      } finally {
        await world.run(['serve', 'stop']);
        await server[Symbol.asyncDispose]();
        await world[Symbol.asyncDispose]();
      }
    },
    timeoutMs,
  );
});
