import { describe, expect, test } from 'bun:test';
import { join } from 'node:path';
import { type DaemonLab, startDaemonLab } from './support/daemon-lab.ts';
import { type HarnessName, harnesses, looksFor } from './support/harness.ts';
import { isRealSkipped } from './support/skip.ts';

const timeoutMs = 240_000;

describe.skipIf(isRealSkipped)('a profile of shoal.yaml', () => {
  for (const harness of harnesses)
    test(
      `${harness.name}: model, effort, role and tools reach the model, and no more; what it cannot take is said`,
      async () => {
        const { mcp } = harness.turns;
        const { model, effort, said } = taken[harness.name];
        const reader = { permission: 'read', mcp: 'only-shoal', prompt: 'ROLE-4711', model, effort: 'low' };
        const looks = looksFor(harness);
        await using lab = await startDaemonLab(
          harness,
          {
            look: [
              ...looks,
              mcp('shoal', 'task_list', {}),
              mcp('shoal', 'task_add', { title: 'of a reader' }),
              mcp('foreign', 'ping', {}),
              { text: 'looked' },
            ],
            work: [
              mcp('shoal', 'task_add', { title: 'of a worker' }),
              mcp('foreign', 'ping', {}),
              { text: 'worked' },
            ],
          },
          { profiles: { reader } },
        );
        if (harness.name === 'opencode') await addThinkingModel(lab);
        await lab.lead('add', 'SEED-4712');
        const { id } = await lab.start('reader', 'rita', 'look around [[look]]');
        await lab.untilSession(id, ({ lastResult }) => lastResult === 'looked');
        const listed = await lab.asked('look', looks.length + 1);
        expect(listed).toContain('task_list');
        expect(listed).not.toContain('task_add');
        expect(listed).not.toMatch(/foreign[-_.]+ping/);
        expect(listed).toContain('ROLE-4711');
        expect(listed).toContain('You are rita, an agent that Shoal runs');
        expect(await lab.asked('look', looks.length + 2)).toContain('SEED-4712');
        const [first] = lab.server.requests;
        expect(JSON.stringify(first?.body['model'] ?? first?.path)).toContain(model.split('/').at(-1) ?? '');
        expect(effortOf(first?.body ?? {})).toBe(effort);
        const told = await notices(lab, 'rita');
        for (const sentence of said) expect(told).toContainEqual(expect.stringContaining(sentence));
        if (!said.some((sentence) => sentence.includes('starts'))) expect(lab.foreign.requests).toEqual([]);
        expect(lab.foreign.calls).toEqual([]);
        // Shoal's own tools need nobody's leave.
        expect(await lab.world.json<readonly object[]>(['requests', '--all'])).toEqual([]);

        const worker = await lab.start('does', 'wanda', 'work [[work]]');
        await lab.untilSession(worker.id, ({ lastResult }) => lastResult === 'worked');
        expect(lab.foreign.calls).toHaveLength(1);
        expect(await lab.world.json(['list'])).toMatchObject([
          { title: 'SEED-4712' },
          { title: 'of a worker', createdByName: 'wanda' },
        ]);
      },
      timeoutMs,
    );
});

/** What a request to the model says of effort, in every vendor's own place. */
function effortOf(body: Readonly<Record<string, unknown>>): string | null {
  const { output_config, reasoning, reasoning_effort } = body as Vendors; // whichever it is
  return output_config?.effort ?? reasoning?.effort ?? reasoning_effort ?? null;
}

interface Vendors {
  readonly output_config?: { readonly effort?: string };
  readonly reasoning?: { readonly effort?: string };
  readonly reasoning_effort?: string;
}

interface Taken {
  readonly model: string;
  readonly effort: string | null;
  /** Of what the harness cannot take, in the transcript. */
  readonly said: readonly string[];
}

const taken: Readonly<Record<HarnessName, Taken>> = {
  claude: { model: 'claude-sonnet-4-6', effort: 'low', said: [] },
  codex: { model: 'gpt-5.4', effort: 'low', said: [] },
  gemini: {
    model: 'gemini-2.5-flash',
    effort: null,
    said: ['has no setting for effort', 'subagents are off'],
  },
  opencode: {
    model: 'lab/thinking',
    effort: 'low',
    said: ['subagents are off', 'still starts the other MCP servers'],
  },
  copilot: { model: 'gpt-5-mini', effort: 'low', said: ['still starts the other MCP servers'] },
};

/** OpenCode's configuration of the lab has one model only, which does not think. */
async function addThinkingModel({ world }: DaemonLab): Promise<void> {
  const file = join(world.home, '.config/opencode/opencode.json');
  const config = (await Bun.file(file).json()) as { provider: { lab: { models: Record<string, object> } } }; // the lab's own
  const { models } = config.provider.lab;
  models['thinking'] = { ...models['lab'], name: 'thinking', reasoning: true };
  await Bun.write(file, JSON.stringify(config));
}

async function notices({ world }: DaemonLab, name: string): Promise<readonly string[]> {
  const entries = await world.json<{ type: string; text: string }[]>(['transcript', name]);
  return entries.flatMap(({ type, text }) => (type === 'notice' ? [text] : []));
}
