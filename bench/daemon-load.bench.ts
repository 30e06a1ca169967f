// Daemon and keeper: memory idle and under 50 agents that stream 20 events a second each, processor time, the delay from
// a line on the pipe to the event in the transcript, how long a restart takes with those agents and 100,000 events, and a stop.
import { existsSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openSqliteStore } from '../src/store/sqlite.ts';
import { machineClock } from '../src/store/sqlite/machine-clock.ts';
import { defaultSettings } from '../src/operations/settings.ts';
import { Daemon, processFigures } from './support/daemon.ts';
import { openHttpClient } from './support/http-client.ts';
import { quantile, report, reportBelow } from './support/report.ts';
import { Workspace } from './support/workspace.ts';

const agents = 50;
const perSecond = 20;
const measuredMs = 10_000;
const megabyte = 1024 * 1024;
const talker = fileURLToPath(new URL('support/talker.ts', import.meta.url));
const sleeper = fileURLToPath(new URL('support/sleeper.ts', import.meta.url));

const workspace = new Workspace();
const { directory, file } = workspace;
writeFileSync(join(directory, '.shoal/config.json'), JSON.stringify({ spawnedMax: agents + 3 }));
using daemon = new Daemon(workspace);
const profile = (...args: string[]) => ({ harness: 'command', command: [process.execPath, talker, ...args] });
const profiles = {
  talker: profile(String(perSecond), '60'),
  orator: profile('1', '1', 'long'),
  brief: profile('1', '1'),
  deaf: {
    harness: 'command',
    command: ['sh', '-c', 'trap "" TERM; cat > /dev/null; echo > deaf; while :; do sleep 0.05; done'],
  },
};
writeFileSync(join(directory, 'shoal.yaml'), JSON.stringify({ profiles })); // JSON is YAML
const client = await openHttpClient(daemon.info.url, daemon.humanToken);

// The keeper is there from the first agent on.
await client.post('/v1/sessions/start', { profile: 'brief', text: 'go', name: 'brief-1' });
await until(() => entriesOf('s1').some(({ type }) => type === 'exit'));
const idle = bothFigures();
reportBelow('daemon and keeper, idle', 'resident set', idle.rssBytes / megabyte, 120, 'MB');

await client.post('/v1/sessions/start', { profile: 'orator', text: 'go', name: 'orator-1' });
await until(() => entriesOf('s2').some(({ type }) => type === 'exit'));
const [oration] = entriesOf('s2')
  .filter(({ text }) => (text?.length ?? 0) > 16_000_000)
  .flatMap(spokenOf);
reportBelow(
  'a line of 16 MiB, from the pipe to the transcript',
  'wall clock',
  oration?.delayMs ?? Number.NaN,
  1_000,
  'ms',
);

for (let number = 1; number <= agents; number += 1)
  await client.post('/v1/sessions/start', { profile: 'talker', text: 'go', name: `talker-${number}` });
await until(() => readdirSync(join(directory, '.shoal/transcripts')).length > agents + 1);
await until(() => entriesOf(`s${agents + 2}`).some(({ type }) => type === 'text-delta'));
const before = bothFigures();
const startedAt = performance.now();
const from = Date.now();
const asleep = Bun.spawn([process.execPath, sleeper, String(measuredMs)], { stdout: 'pipe' });
const lateMs = Number(await new Response(asleep.stdout).text()); // it sleeps for the time that is measured
const to = Date.now();
const after = bothFigures();
const elapsedMs = performance.now() - startedAt;
const label = `daemon and keeper, ${agents} agents streaming ${perSecond} events/s each`;
reportBelow(label, 'resident set', after.rssBytes / megabyte, 280, 'MB');
const share = (100 * (after.cpuMs - before.cpuMs)) / elapsedMs;
report({
  what: `${label}, processor time`,
  against: 'one core',
  measured: `${share.toFixed(0)} %`,
  reach: 'at most 40 %',
  isReached: share <= 40,
});
const delays = Array.from({ length: agents }, (_, index) => entriesOf(`s${index + 3}`).flatMap(spokenOf))
  .flat()
  .filter(({ saidAt }) => saidAt >= from && saidAt < to)
  .map(({ delayMs }) => delayMs);
reportBelow(
  'from a line on the pipe to its event, p99',
  `${delays.length} lines; meanwhile a process that only sleeps is woken ${lateMs.toFixed(1)} ms late, p99`,
  quantile(delays, 0.99),
  5,
  'ms',
);

await client.post('/v1/sessions/start', { profile: 'deaf', text: 'go', name: 'deaf-1' });
await until(() => existsSync(join(directory, 'deaf'))); // from then on it minds no signal
client[Symbol.dispose]();
await appendEvents(100_000);
const { pid: killed } = daemon.info;
process.kill(killed, 'SIGKILL');
const killedAt = performance.now();
if (daemon.serve().pid === killed) throw new Error('the killed daemon was taken for one that serves');
reportBelow(
  `restart of a killed daemon with ${agents} agents and 100,000 events`,
  'until it serves',
  performance.now() - killedAt,
  1_000,
  'ms',
);

const stoppedAt = performance.now();
workspace.ok(['serve', 'stop']);
await until(() => processesIn(directory).length === 0); // the keeper's last words come after its answer
const stoppedMs = performance.now() - stoppedAt;
reportBelow(
  `serve stop with ${agents} agents and one that minds no signal`,
  'until nothing of it runs',
  stoppedMs,
  2_000,
  'ms',
);

interface Entry {
  readonly type: string;
  readonly at: string;
  readonly text?: string | null;
}

function entriesOf(session: string): Entry[] {
  const path = join(directory, '.shoal/transcripts', `${session}.jsonl`);
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines
    .filter((line) => line.startsWith('{"n"') && line.endsWith('}'))
    .map((line) => JSON.parse(line) as Entry); // of the transcript
}

interface Spoken {
  readonly saidAt: number;
  /** From when the agent said it to when it was in the transcript. */
  readonly delayMs: number;
}

function spokenOf({ type, at, text }: Entry): Spoken[] {
  const said = type === 'text-delta' ? /at=(\d+)\s*$/.exec(text ?? '')?.[1] : undefined;
  const saidAt = Number(said);
  return said === undefined ? [] : [{ saidAt, delayMs: Date.parse(at) - saidAt }];
}

function bothFigures() {
  const both = [daemon.info.pid, daemon.keeperPid].map(processFigures);
  return {
    rssBytes: both.reduce((sum, { rssBytes }) => sum + rssBytes, 0),
    cpuMs: both.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
  };
}

/** Those that were started there: daemon, keeper, agents and what they started. */
function processesIn(wanted: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readlinkSync(`/proc/${pid}/cwd`) === wanted;
    } catch {
      return false; // gone, or of another user
    }
  });
}

async function until(isSo: () => boolean): Promise<void> {
  const deadline = performance.now() + 60_000;
  for (;;) {
    try {
      if (isSo()) return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error; // of fs
    }
    if (performance.now() > deadline) throw new Error('it did not come to that within a minute');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function appendEvents(count: number): Promise<void> {
  const settings = { ...defaultSettings, durability: 'relaxed' as const };
  const store = await openSqliteStore({ file, settings, clock: machineClock() });
  for (let made = 0; made < count; made += 1_000)
    await store.transact((tx) => {
      for (let index = 0; index < 1_000; index += 1) {
        const id = tx.nextId('signal');
        const signal = {
          id,
          type: 'bench.tick',
          source: 'a1',
          data: null,
          createdAt: tx.now,
          dueAt: tx.now + 86_400_000,
        };
        tx.create('signal', signal, { type: 'bench.tick' });
      }
    });
  await store.close();
}
