import { expect, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { naughtyCommand, type NaughtyHarness } from '../fakes/naughty.ts';
import { createServed, type Served } from '../support/agents.ts';
import { agentProcesses, memoryOf } from './support/daemon/processes.ts';

const slow = 120_000;

interface Entry {
  readonly type: string;
  readonly text?: string | null;
  readonly class?: string;
  readonly code?: number | null;
}

interface Prank {
  readonly prank: string;
  /** The program that played it lives on: null. Else what is said of its end. */
  readonly end: Partial<Entry> | null;
  /** Stands in the transcript. */
  readonly told?: RegExp;
}

const pranks: readonly Prank[] = [
  { prank: 'malformed', end: null, told: /plain words/ },
  { prank: 'unknown', end: null },
  { prank: 'long', end: null, told: /a line of 16777217 bytes/ },
  { prank: 'flood', end: null },
  { prank: 'exit', end: { class: 'crash', code: 3 } },
  { prank: 'half', end: { class: 'crash', code: 0 } },
  { prank: 'child', end: { class: 'crash', code: 3 } },
  { prank: 'deaf', end: { class: 'crash', text: 'it fell silent in its turn' } },
];

const yaml = 'policies:\n  - { decision: allow, command: make }\n';

/** What the daemon and the keeper may hold more than before, for all that a harness throws at them. */
const memoryGrowthMax = 250 * 1024 * 1024;

for (const harness of ['acp', 'codex', 'claude'] as const)
  test.concurrent(
    `${harness}: whatever its program does, the session says what came of it, and the next message works`,
    async () => {
      const home = mkdtempSync(join(tmpdir(), 'shoal-naughty-'));
      try {
        await using served = await createServed({
          env: { CODEX_HOME: home },
          profiles: profileOf(harness),
          yaml,
        });
        const id = await served.start('naughty', 'nat');
        await served.untilSession(id, ({ state }) => state === 'idle');
        const before = memory(served);
        for (const prank of pranks) await plays(served, id, prank);
        expect(memory(served) - before).toBeLessThan(memoryGrowthMax);
        await served.project.json(['kill', 'nat'], { env: served.me });
        expect(agentProcesses(served.project.dir)).toEqual([]);
      } finally {
        rmSync(home, { recursive: true, force: true });
      }
    },
    slow,
  );

function profileOf(harness: NaughtyHarness): string {
  return `  naughty:
    harness: ${harness}
    command: ${JSON.stringify(naughtyCommand(harness))}
    env: [FAKE_DIR, CODEX_HOME]
    timers: { silence: 4s }
`;
}

async function plays(served: Served, id: string, { prank, end, told }: Prank): Promise<void> {
  const before = await served.untilSession(id, () => true);
  const known = (await transcript(served)).length;
  await served.untilSeen(await served.tell('nat', `now this [[naughty ${prank}]]`));
  const after = await served.untilSession(
    id,
    ({ state, lastReason, starts }) =>
      state === 'idle' && lastReason === 'completed' && starts === before.starts + (end === null ? 0 : 1),
  );
  expect(after.crashes).toBe(0); // what it did well after it has cleared its record
  const entries = (await transcript(served)).slice(known);
  const ends = entries.filter(({ type }) => type === 'exit');
  expect(ends).toEqual(end === null ? [] : [expect.objectContaining(end)]);
  if (told !== undefined)
    expect(entries).toContainEqual(
      expect.objectContaining({ type: 'malformed', text: expect.stringMatching(told) }),
    );
  const strays = agentProcesses(served.project.dir).filter(({ command }) => command.startsWith('sleep'));
  expect(strays).toEqual([]);
  await served.untilSeen(await served.tell('nat', `all well after ${prank}?`));
  await served.untilSession(id, ({ state, turns }) => state === 'idle' && turns > after.turns);
}

async function transcript({ project }: Served): Promise<readonly Entry[]> {
  return (await project.json(['transcript', 'nat', '--limit', '10000'])) as readonly Entry[];
}

function memory(served: Served): number {
  return memoryOf(served.daemonPid()) + memoryOf(served.keeperPid());
}

const commands = {
  floods: {
    script: 'head -c 100000000 /dev/zero | tr "\\0" e >&2; echo fine',
    result: /^fine$/,
    reason: 'completed',
  },
  halves: { script: 'printf "no newline"', result: /^no newline$/, reason: 'completed' },
  exits: { script: 'echo half; exit 3', result: /exit code 3/, reason: 'error' },
  forks: { script: 'sleep 1000 & echo fine', result: /^fine$/, reason: 'completed' },
  longs: {
    script: 'head -c 17000000 /dev/zero | tr "\\0" x; echo; echo fine',
    result: /^fine$/,
    reason: 'completed',
  },
  hangs: { script: 'sleep 1000', result: /it fell silent in its turn/, reason: 'error' },
} as const;

test.concurrent(
  'command: whatever the program does, its turn ends with what came of it, and the next one begins afresh',
  async () => {
    const profiles = Object.entries(commands).map(
      ([name, { script }]) =>
        `  ${name}: { harness: command, command: [sh, -c, ${JSON.stringify(`cat > /dev/null; ${script}`)}], permission: full, timers: { silence: 4s } }\n`,
    );
    await using served = await createServed({ profiles: profiles.join('') });
    for (const [name, { result, reason }] of Object.entries(commands)) {
      const id = await served.start(name, `a-${name}`, 'begin');
      for (const turn of [1, 2]) {
        const session = await served.untilSession(id, ({ turns, child }) => turns === turn && child === null);
        expect([name, session.lastReason]).toEqual([name, reason]);
        expect(session.lastResult || session.why).toMatch(result);
        expect(agentProcesses(served.project.dir)).toEqual([]);
        if (turn === 1) await served.tell(`a-${name}`, 'again');
      }
    }
  },
  slow,
);
