import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'bun:test';
import { createServed } from '../support/agents.ts';

const path = process.env['PATH'] ?? '';

/** A git for which the checkout of a worktree takes until `letGo`. */
function createSlowGit() {
  const directory = mkdtempSync(join(tmpdir(), 'shoal-git-'));
  const real = Bun.which('git') ?? 'git';
  const script = `#!/bin/sh
case " $* " in *" worktree add "*) echo "$*" >> '${directory}/asked'; until [ -e '${directory}/go' ]; do sleep 0.02; done;; esac
exec '${real}' "$@"
`;
  writeFileSync(join(directory, 'git'), script, { mode: 0o755 });
  return {
    env: { PATH: `${directory}:${path}` },
    isAsked: () => existsSync(join(directory, 'asked')),
    asked: () => readFileSync(join(directory, 'asked'), 'utf8').trim().split('\n'),
    letGo: () => writeFileSync(join(directory, 'go'), ''),
    [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }),
  };
}

test('while git makes a worktree the daemon serves others, and their agents and runs go on', async () => {
  using git = createSlowGit();
  await using served = await createServed({
    env: git.env,
    profiles:
      "  apart: { harness: command, command: [sh, -c, 'cat > /dev/null; pwd'], permission: full, worktree: true }\n",
  });
  const { project } = served;
  const inGit = (...args: string[]): string =>
    execFileSync('git', ['-C', project.dir, '-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], {
      encoding: 'utf8',
    });
  inGit('init', '-q');
  inGit('commit', '-q', '--allow-empty', '-m', 'first');
  mkdirSync(join(project.dir, '.shoal/pipelines'), { recursive: true });
  writeFileSync(
    join(project.dir, '.shoal/pipelines/default.yaml'),
    'agents:\n  - { id: one, runtime: echo, system_prompt: "{{ input }}" }\n',
  );
  await served.serve();
  const begin = async (...flags: string[]): Promise<string> =>
    ((await project.json(['run', 'work', '--detach', ...flags], { env: served.me })) as { id: string }).id;
  const hasEnded = (id: string) => served.until((view) => view.get('run', id)?.state === 'completed');

  const apart = await served.start('apart', 'ann', 'work');
  const parallel = await begin('--parallel');
  while (!git.isAsked()) await Bun.sleep(10);
  const { url } = (await project.json(['serve', 'status'])) as { url: string };
  expect((await fetch(`${url}/health`)).status).toBe(200);
  const beside = await served.start('echo', 'eve', 'work');
  await served.untilSession(beside, ({ turns }) => turns === 1);
  await hasEnded(await begin());
  const [session, run] = await served.store.read((view) => [
    view.get('session', apart),
    view.get('run', parallel),
  ]);
  expect([session?.state, run?.state]).toEqual(['starting', 'queued']);
  // One after the other: git fails at half a worktree of another.
  expect(git.asked()).toHaveLength(1);

  git.letGo();
  const done = await served.untilSession(apart, ({ turns }) => turns === 1);
  expect(done.lastResult?.trim()).toBe(`${project.dir}-ann`);
  await hasEnded(parallel);
  expect(git.asked()).toHaveLength(2);
}, 60_000);
