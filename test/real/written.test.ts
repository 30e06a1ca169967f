import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'bun:test';
import { labs } from '../../src/engines/probe/labs/index.ts';
import { writeFiles } from '../../src/engines/probe/world.ts';
import { atTerminal } from '../support/person.ts';
import { harnesses } from './support/harness.ts';
import { ensureInstalled } from './support/install.ts';
import { startModelServer } from './support/model-server.ts';
import { isRealSkipped } from './support/skip.ts';
import { createWorld } from './support/world.ts';

const timeoutMs = 60_000;

const agents = (next: string) =>
  `agents:\n  - { id: one, runtime: claude, system_prompt: "{{ input }}", handoffs: [{ to: ${next} }] }\n  - { id: two, runtime: claude, system_prompt: "{{ input }}" }\n`;

/** What it says first has an error; what it says then has none. */
const answers = [
  `Here it is:\n\n\`\`\`yaml\n${agents('tow')}\`\`\`\n`,
  `\`\`\`yaml\ndescription: By a model\n${agents('two')}\`\`\`\n`,
];

/** A world in which `name` alone is on PATH, and asks the scripted model. */
async function worldOf(name: string, url: string): Promise<World> {
  const harness = harnesses.find((one) => one.name === name);
  const lab = labs.find((one) => one.harness === name);
  if (harness === undefined || lab === undefined) throw new Error(`there is no lab of ${name}`);
  const world = await createWorld({});
  const bin = join(world.root, 'bin');
  mkdirSync(bin);
  const command = [...(await ensureInstalled(harness)), ...(lab.model === null ? [] : ['-m', lab.model])];
  const words = command.map((word) => `'${word}'`).join(' ');
  writeFileSync(join(bin, name), `#!/bin/sh\nexec ${words} "$@"\n`);
  chmodSync(join(bin, name), 0o755);
  await writeFiles(world.home, lab.files(url, world.repo));
  const path = `${bin}:${world.env['PATH'] ?? ''}`;
  return { world, env: { ...world.env, ...lab.env(url), PATH: path } };
}

interface World {
  readonly world: Awaited<ReturnType<typeof createWorld>>;
  readonly env: Readonly<Record<string, string>>;
}

describe.skipIf(isRealSkipped)('a pipeline that a model writes, through the real CLI', () => {
  test.each(['claude', 'codex', 'gemini'])(
    '%s is asked, told what was wrong, and what it says then is in place',
    async (name) => {
      let asked = 0;
      const prompts: string[] = [];
      await using server = startModelServer((request) => {
        const body = JSON.stringify(request.body);
        // Beside the question a harness asks for a title, or which model to take.
        if (!body.includes('Write a pipeline for Shoal')) return { text: 'A title' };
        prompts.push(body);
        return { text: answers[asked++] ?? 'nothing more' };
      });
      const { world, env } = await worldOf(name, server.url);
      await using _ = world;
      const shoal = (...args: string[]) => atTerminal(args, { cwd: world.repo, env, answer: '' });
      await shoal('init');
      const { code, stdout } = await shoal('pipeline', 'create', 'team', '--ai', 'Two who agree');
      expect([code, stdout]).toEqual([0, expect.stringContaining('team is in .shoal/pipelines/team.yaml')]);
      expect(prompts).toHaveLength(2);
      expect(prompts[0]).toContain('Two who agree');
      expect(prompts[1]).toContain('did you mean two?');
      const text = readFileSync(join(world.repo, '.shoal/pipelines/team.yaml'), 'utf8');
      expect(text).toBe(`description: By a model\n${agents('two')}`);
    },
    timeoutMs,
  );
});
