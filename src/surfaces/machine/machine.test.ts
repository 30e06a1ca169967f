import { afterEach, describe, expect, test } from 'bun:test';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createMachine, createProcessTable, nodeSha256 } from '../machine.ts';
import { createProcesses, realSignals } from './kill-tree.ts';
import { parseStat } from './linux.ts';
import { toRef } from './process-table.ts';
import { parsePs } from './ps.ts';

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** A shell that says when it and its child are running. */
async function startTree(
  script: string,
  env: Record<string, string> = {},
): Promise<ChildProcess & { pid: number }> {
  const child = spawn('sh', ['-c', script], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  });
  children.push(child);
  await once(child.stdout, 'data');
  return child as ChildProcess & { pid: number }; // it has printed, so it has a pid
}

function refOf(pid: number) {
  const table = createProcessTable();
  const entry = table.read(pid);
  if (entry === undefined) throw new Error(`${pid} is not running`);
  return toRef(table, entry);
}

describe('evidence', () => {
  test('a living, a stopped, a dead and a reused process are told apart', async () => {
    const evidence = (reference: ReturnType<typeof refOf>) =>
      createMachine(createProcessTable(), nodeSha256).evidence(reference);
    const child = await startTree('echo ready; exec sleep 60');
    const reference = refOf(child.pid);
    expect(evidence(reference)).toBe('alive');
    expect(evidence({ ...reference, startTime: '1' })).toBe('dead');
    expect(evidence({ ...reference, bootId: 'another' })).toBe('unknown');
    expect(evidence({ ...reference, pidNamespace: '1' })).toBe('unknown');
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(evidence(reference)).toBe('dead');
  });

  test('a name with parentheses and spaces does not shift the fields', () => {
    const tail = ['S', '7', '7', '7', '34816', ...Array.from({ length: 14 }, () => '0'), '4711'];
    expect(parseStat(9, `9 (a) b (c) ${tail.join(' ')}`)).toMatchObject({
      pid: 9,
      parentPid: 7,
      state: 'S',
      hasTerminal: true,
      startTime: '4711',
    });
    expect(parseStat(9, '')).toBeUndefined();
  });

  test('the table of ps(1) is read by its columns', () => {
    const rows = parsePs(
      '  501     1 Ss   ttys001  Sat Nov 21 10:48:37 2026 -zsh\n  502   501 T+   ??       Sat Nov  1 10:48:38 2026 node a b\n',
    );
    expect(rows.get(501)).toMatchObject({ entry: { hasTerminal: true, state: 'S' }, command: ['-zsh'] });
    expect(rows.get(502)).toMatchObject({
      entry: { parentPid: 501, hasTerminal: false, state: 'T' },
      command: ['node', 'a', 'b'],
    });
  });
});

describe('killing', () => {
  const processes = () => createProcesses(createProcessTable(), realSignals);

  test('ends the process and its children', async () => {
    const child = await startTree('sleep 60 & echo ready; wait');
    const ended = await processes().killTree(refOf(child.pid), null);
    expect(ended.outcome).toBe('killed');
    expect(ended.killedPids.length).toBe(2);
  });

  test('finds what has left the tree by its marker, and ends what ignores being asked', async () => {
    const marker = `test-${process.pid}-${performance.now()}`;
    const child = await startTree('(trap "" TERM; echo ready; while :; do sleep 1; done) & exit', {
      SHOAL_AGENT: marker,
    });
    const ended = await createProcesses(createProcessTable(), { ...realSignals, now: impatient() }).killTree(
      null,
      marker,
    );
    expect(ended).toMatchObject({ outcome: 'killed', survivingPids: [] });
    expect(child.pid).toBeGreaterThan(0);
  });

  test('a reused number is not touched, and what is gone is said to be gone', async () => {
    const child = await startTree('echo ready; exec sleep 60');
    const stale = { ...refOf(child.pid), startTime: '1' };
    expect((await processes().killTree(stale, null)).outcome).toBe('gone');
    expect(createMachine(createProcessTable(), nodeSha256).evidence(refOf(child.pid))).toBe('alive');
    expect((await processes().killTree(null, null)).outcome).toBe('unknown');
  });
});

/** A clock on which patience ends after a few looks. */
function impatient(): () => number {
  let now = 0;
  return () => (now += 400);
}
