import { describe, expect, test } from 'bun:test';
import type { ProcessEntry, ProcessTable } from '../machine/process-table.ts';
import { ancestorsOf } from './ancestors.ts';
import { collectFacts } from './facts.ts';
import { harnessOf } from './harness.ts';
import { isHost, isOneShot } from './one-shot.ts';

/** A process table of one line of descent: the first is the topmost, the last the caller's parent. */
function line(...commands: readonly string[]): ProcessTable & { readonly reads: string[] } {
  const reads: string[] = [];
  const entry = (pid: number): ProcessEntry => ({
    pid,
    parentPid: pid - 1,
    state: 'S',
    hasTerminal: true,
    startTime: String(pid),
    imageMark: String(pid),
  });
  return {
    reads,
    bootId: 'boot',
    pidNamespace: 'ns',
    read: (pid) => {
      reads.push(`stat ${pid}`);
      return pid >= 1 && pid <= commands.length + 1 ? entry(pid) : undefined;
    },
    commandOf: (pid) => {
      reads.push(`command ${pid}`);
      return (commands[pid - 1] ?? 'shoal').split(' ');
    },
    environmentOf: () => [],
    all: () => [],
  };
}

function facts(table: ProcessTable, environment: Record<string, string> = {}, parentPid = 3) {
  return collectFacts({ table, environment, pid: parentPid + 1, nearest: parentPid, user: () => 'ada' });
}

describe('recognising programs', () => {
  test.each([
    ['/usr/local/bin/claude --resume', 'claude'],
    ['node /x/node_modules/@google/gemini-cli/bundle/gemini.js', 'gemini'],
    ['node --max-old-space-size=9 /usr/bin/codex', 'codex'],
    ['/x/node_modules/opencode-linux-x64/bin/opencode run', 'opencode'],
    ['/x/node_modules/@anthropic-ai/claude-code-linux-x64/claude', 'claude'],
    ['codex-linux-sandbox --', 'codex'],
    ['copilot', 'copilot'],
    ['vim claude', null],
    ['bash /home/u/claude/run.sh', null],
    ['node server.js', null],
  ])('%s is %s', (command, harness) => {
    expect(harnessOf(command.split(' '))).toBe(harness);
  });

  test.each([
    'sh -c x',
    'bash -lc x',
    '/bin/zsh -c x',
    'env A=1 shoal',
    'timeout 9 shoal',
    'npm exec shoal join',
    'node /usr/bin/npx shoal',
    'sudo shoal',
    'xargs shoal',
  ])('%s is one shot', (command) => {
    expect(isOneShot(command.split(' '))).toBe(true);
  });

  test.each([
    'bash',
    '-zsh',
    'bash script.sh -c',
    'bash --norc',
    'python loop.py',
    'sh ./run',
    'node bot.js',
  ])('%s stays', (command) => {
    expect(isOneShot(command.split(' '))).toBe(false);
  });

  test.each(['/sbin/init', 'systemd --user', 'tmux: server', 'sshd: ada@pts/1', 'cron -f'])(
    '%s starts programs for everybody',
    (command) => {
      expect(isHost(command.split(' '))).toBe(true);
    },
  );
});

describe('ancestors', () => {
  test('nearest first, up to what starts programs for everybody', () => {
    const table = line('systemd', 'sshd: ada', 'bash', 'python loop.py', 'sh -c shoal');
    const found = ancestorsOf(table, 5).map(({ command, oneShot }) => [command[0], oneShot]);
    expect(found).toEqual([
      ['sh', true],
      ['python', false],
      ['bash', false],
    ]);
  });

  test('process 1 is nobody, unless a container runs a script or a harness as such', () => {
    expect(ancestorsOf(line('some-init --serve', 'sh -c shoal'), 2)).toHaveLength(1);
    for (const first of ['python3.12 bot.py', 'claude', 'bash work.sh'])
      expect(ancestorsOf(line(first, 'sh -c shoal'), 2)).toHaveLength(2);
  });

  test('a fork of a shell is one shot, a shell started in a shell is not', () => {
    const forked = line('tmux', 'bash', 'bash');
    const table = {
      ...forked,
      read: (pid: number) => ({ ...forked.read(pid), imageMark: pid > 1 ? 'same' : 'tmux' }) as ProcessEntry,
    };
    expect(ancestorsOf(table, 3).map(({ oneShot }) => oneShot)).toEqual([true, false]);
    expect(ancestorsOf(line('tmux', 'bash', 'bash'), 3).map(({ oneShot }) => oneShot)).toEqual([
      false,
      false,
    ]);
  });
});

describe('facts', () => {
  test("a token's owner reads no process", () => {
    const table = line('systemd', 'bash', 'sh -c shoal');
    const { token, session, marker } = facts(table, { SHOAL_AGENT_KEY: 'k', SHOAL_AGENT: 'mark' });
    expect([token, session, marker]).toEqual(['k', null, 'mark']);
    expect(table.reads).toEqual([]);
  });

  test('the session is that of the nearest harness, not one inherited from an outer one', () => {
    const outer = { CLAUDE_CODE_SESSION_ID: 'c1' };
    expect(facts(line('bash', 'claude', 'bash -c x'), outer).session).toEqual({
      harness: 'claude',
      id: 'c1',
    });
    expect(
      facts(line('claude', 'codex exec', 'bash -c x'), { ...outer, CODEX_THREAD_ID: 'x1' }).session,
    ).toEqual({ harness: 'codex', id: 'x1' });
    expect(facts(line('claude', 'gemini', 'bash -c x'), outer).session).toBeNull();
  });

  test('where a sandbox hides the harness, its one session variable is believed', () => {
    const hidden = line('bwrap', 'bash -c x', 'sh -c x');
    expect(facts(hidden, { CODEX_THREAD_ID: 'x1' }).session).toEqual({ harness: 'codex', id: 'x1' });
    expect(facts(hidden, { CODEX_THREAD_ID: 'x1', CLAUDE_CODE_SESSION_ID: 'c1' }).session).toBeNull();
    const sandbox = line('codex-linux-sandbox', 'bash -c x', 'sh -c x');
    expect(facts(sandbox, { CODEX_THREAD_ID: 'x1', CLAUDE_CODE_SESSION_ID: 'c1' }).session).toEqual({
      harness: 'codex',
      id: 'x1',
    });
  });

  test('a person is proven by a terminal with no harness above and no mark of one', () => {
    const terminal = line('systemd', 'bash', 'bash');
    expect(facts(terminal).provenHuman).toBe(true);
    for (const mark of [
      'SHOAL_AGENT',
      'SHOAL_AGENT_TOKEN',
      'CLAUDECODE',
      'GEMINI_CLI',
      'CODEX_THREAD_ID',
      'AI_AGENT',
    ]) {
      expect(facts(terminal, { [mark]: '1' }).provenHuman).toBe(false);
    }
    expect(facts(line('bash', 'claude', 'bash')).provenHuman).toBe(false);
    const detached = {
      ...terminal,
      read: (pid: number) => ({ ...terminal.read(pid), hasTerminal: false }) as ProcessEntry,
    };
    expect(facts(detached).provenHuman).toBe(false);
  });
});
