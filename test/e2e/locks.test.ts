import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cleanEnvironment, createProject, program, type Project } from '../support/program.ts';

type Environment = Readonly<Record<string, string>>;

interface LockAnswer {
  readonly locks: readonly { readonly path: string; readonly fence: number }[];
  readonly warnings: readonly string[];
}

describe('locks, through the built program', () => {
  let project: Project;
  let ada: Environment;
  let bob: Environment;

  beforeAll(async () => {
    project = createProject();
    git('init', '-q');
    mkdirSync(join(project.dir, 'src'));
    writeFileSync(join(project.dir, 'src/a.ts'), 'a');
    git('add', '.');
    git('-c', 'user.name=t', '-c', 'user.email=t@example.com', 'commit', '-qm', 'start');
    await project.run(['init']);
    ada = await project.agent('ada');
    bob = await project.agent('bob');
  });
  afterAll(() => project[Symbol.dispose]());

  function git(...args: readonly string[]): void {
    const { exitCode, stderr } = Bun.spawnSync(['git', '-c', 'init.defaultBranch=main', ...args], {
      cwd: project.dir,
      env: cleanEnvironment(),
    });
    if (exitCode !== 0) throw new Error(`git ${args.join(' ')}: ${stderr.toString()}`);
  }

  const release = () => Promise.all([ada, bob].map((env) => project.run(['unlock', '--all'], { env })));
  const paths = async () =>
    ((await project.json(['locks'])) as readonly { readonly path: string }[]).map(({ path }) => path);

  test('exit 4 for a locked path, on every way to write it; 6 for unlocking it', async () => {
    symlinkSync('src', join(project.dir, 'link'));
    await project.json(['lock', 'src/a.ts'], { env: ada });
    for (const path of [
      './src/a.ts',
      'src/../src/a.ts',
      'link/a.ts',
      'src',
      'src/',
      'src/*.ts',
      '**/*.ts',
      'src/{a,b}.ts',
      join(project.dir, 'src/a.ts'),
    ]) {
      const ran = await project.run(['lock', path], { env: bob });
      expect([path, ran.code]).toEqual([path, 4]);
      expect(ran.stderr).toContain('ada');
    }
    expect((await project.run(['lock', 'a.ts'], { cwd: join(project.dir, 'src'), env: bob })).code).toBe(4);
    const denied = (await project.json(['lock', 'src/a.ts'], { env: bob, code: 4 })) as {
      error: { code: string; details: object };
    };
    expect(denied.error).toMatchObject({ code: 'LOCKED', details: { holderName: 'ada' } });
    expect((await project.run(['unlock', 'src/a.ts'], { env: bob })).code).toBe(6);
    expect((await project.run(['unlock', 'src/a.ts'], { env: ada })).code).toBe(0);
    expect((await project.run(['unlock', 'src/a.ts'], { env: ada })).code).toBe(3);
    expect(await paths()).toEqual([]);
  });

  test('paths outside the checkout and impossible ones are refused', async () => {
    for (const path of ['/etc/passwd', '../x', '../../x', '', 'a\u0007b', 'x'.repeat(5_000)]) {
      expect([path.slice(0, 20), (await project.run(['lock', path], { env: ada })).code]).toEqual([
        path.slice(0, 20),
        2,
      ]);
    }
    expect(await paths()).toEqual([]);
  });

  test('a waiter in another process wakes at the release', async () => {
    await project.json(['lock', 'src/'], { env: ada });
    const waiting = project.json(['lock', 'src/a.ts', '--wait', '30s'], { env: bob }) as Promise<LockAnswer>;
    await logged('lock.wait-started');
    await project.run(['unlock', 'src/'], { env: ada });
    expect((await waiting).locks[0]?.path).toBe('src/a.ts');
    await release();
  });

  test('exit 7 when the wait is over, and no place in line is left', async () => {
    await project.json(['lock', 'b'], { env: ada });
    expect((await project.run(['lock', 'b', '--wait', '100ms'], { env: bob })).code).toBe(7);
    await release();
    await project.json(['lock', 'b'], { env: ada });
    await release();
  });

  test('a waiter that is interrupted leaves the line', async () => {
    await project.json(['lock', 'c'], { env: ada });
    const from = await lastSeq();
    const waiter = Bun.spawn([program, 'lock', 'c', '--wait', '60s'], {
      cwd: project.dir,
      env: { ...cleanEnvironment(), ...bob },
      stdout: 'ignore',
      stderr: 'ignore',
    });
    await logged('lock.wait-started', from);
    waiter.kill('SIGTERM');
    expect(await waiter.exited).toBe(143);
    const ended = (await project.json([
      'log',
      '--type',
      'lock.wait-ended',
      '--after',
      String(from),
    ])) as readonly unknown[];
    expect(ended).toHaveLength(1);
    await release();
  });

  test('a wait that would close a cycle is refused with exit 4', async () => {
    await project.json(['lock', 'd'], { env: ada });
    await project.json(['lock', 'e'], { env: bob });
    const from = await lastSeq();
    const waiting = project.run(['lock', 'e', '--wait', '30s'], { env: ada });
    await logged('lock.wait-started', from);
    const refused = (await project.json(['lock', 'd', '--wait', '30s'], { env: bob, code: 4 })) as {
      error: { code: string };
    };
    expect(refused.error.code).toBe('DEADLOCK');
    await project.run(['unlock', 'e'], { env: bob });
    expect((await waiting).code).toBe(0);
    await release();
  });

  test('worktrees: overlap is warned of, --repo excludes', async () => {
    const other = join(project.dir, '../other');
    git('worktree', 'add', '-q', other);
    await project.json(['lock', 'src/a.ts'], { env: ada });
    const answer = (await project.json(['lock', 'src/a.ts'], { cwd: other, env: bob })) as LockAnswer;
    expect(answer.warnings.join()).toContain('ada');
    await release();
    await project.json(['lock', 'src/a.ts', '--repo'], { env: ada });
    expect((await project.run(['lock', 'src/a.ts'], { cwd: other, env: bob })).code).toBe(4);
    await release();
  });

  test('twenty processes at once: one holder, and fences only grow', async () => {
    const agents = await Promise.all(Array.from({ length: 20 }, (_, n) => project.agent(`racer-${n}`)));
    const outcomes = await Promise.all(
      agents.map((env) => project.run(['lock', 'prize', '--json'], { env })),
    );
    expect(outcomes.filter(({ code }) => code === 0)).toHaveLength(1);
    expect(outcomes.filter(({ code }) => code === 4)).toHaveLength(19);
    const fences = (
      (await project.json(['log', '--type', 'lock.taken', '-n', '1000'])) as readonly {
        change: { fence: number };
      }[]
    ).map(({ change }) => change.fence);
    expect(fences).toEqual([...new Set(fences)].toSorted((a, b) => a - b));
  });

  async function lastSeq(): Promise<number> {
    const events = (await project.json(['log', '-n', '1'])) as readonly { readonly seq: number }[];
    return events[0]?.seq ?? 0;
  }

  /** Resolves once the log holds such an event: `log -f` brings it. */
  async function logged(type: string, after = 0): Promise<void> {
    const child = Bun.spawn([program, 'log', '-f', '--json', '--type', type, '--after', String(after)], {
      cwd: project.dir,
      env: cleanEnvironment(),
      stdout: 'pipe',
      stderr: 'ignore',
    });
    const reader = child.stdout.getReader();
    await reader.read();
    child.kill('SIGTERM');
    await child.exited;
  }
});
