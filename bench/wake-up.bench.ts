// How soon a waiting `claim --wait` and a waiting `ask` print their answer after the commit that they wait for, and what
// a waiter costs meanwhile.
import { readFileSync } from 'node:fs';
import { openMember } from './support/library.ts';
import { quantile, report, reportBelow } from './support/report.ts';
import { Workspace } from './support/workspace.ts';

const rounds = 60;
const idleSeconds = 10;
const ticksPerSecond = 100;

using workspace = new Workspace();
workspace.ok(['join', '-n', 'waiter'], { as: 'waiter' });
await using other = await openMember(workspace.directory, 'other');
await other.call('agent.join', { name: 'other' });

type Waiter = ReturnType<Workspace['start']>;

/** Processor time that a process has used, in ms. Source: proc(5), fields 14 and 15 of `stat`. */
function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.split(' ') ?? [];
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / ticksPerSecond;
}

/** Asleep, and for three looks on end: it has begun to wait. */
async function settled({ pid }: Waiter): Promise<void> {
  for (let asleep = 0; asleep < 3;) {
    await new Promise((resolve) => setTimeout(resolve, 15));
    const state = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.[0];
    asleep = state === 'S' ? asleep + 1 : 0;
  }
}

/** Ms from the commit to the first byte that the waiter prints. */
async function wakeMs(waiter: Waiter, commit: () => Promise<unknown>): Promise<number> {
  await settled(waiter);
  const reader = waiter.stdout.getReader();
  const answer = reader.read();
  await commit();
  const committedAt = performance.now();
  const { done } = await answer;
  const wokenAt = performance.now();
  if (done || (await waiter.exited) !== 0) throw new Error(`the waiter ended with ${waiter.exitCode}`);
  return Math.max(0, wokenAt - committedAt);
}

const claims: number[] = [];
const asks: number[] = [];
for (let round = 0; round < rounds; round += 1) {
  const claim = workspace.start(['claim', '--wait', '60s', '--json'], 'waiter');
  claims.push(await wakeMs(claim, () => other.call('task.add', { title: `task ${round}` })));
  workspace.ok(['done'], { as: 'waiter' });
  const ask = workspace.start(
    ['ask', `question ${round}`, '--to', 'other', '--timeout', '60s', '--json'],
    'waiter',
  );
  asks.push(
    await wakeMs(ask, async () => {
      const mail = await other.call<{ id: string; awaitsReply: boolean }[]>('message.inbox', {
        unread: true,
      });
      const question = mail.find(({ awaitsReply }) => awaitsReply);
      return other.call('message.reply', { id: question?.id ?? '', text: 'yes' });
    }),
  );
}
for (const [what, times] of [
  ['claim --wait', claims],
  ['ask', asks],
] as const) {
  reportBelow(
    `wake-up of \`${what}\` after the commit, p50`,
    `${rounds} processes`,
    quantile(times, 0.5),
    5,
    'ms',
  );
  reportBelow(
    `wake-up of \`${what}\` after the commit, p99`,
    `${rounds} processes`,
    quantile(times, 0.99),
    50,
    'ms',
  );
}

const idle = workspace.start(['claim', '--wait', '60s', '--json'], 'waiter');
await settled(idle);
const before = cpuMs(idle.pid);
await new Promise((resolve) => setTimeout(resolve, idleSeconds * 1000));
const percent = (cpuMs(idle.pid) - before) / (idleSeconds * 10);
report({
  what: 'processor time of an idle waiter',
  against: `${idleSeconds} s of one core`,
  measured: `${percent.toFixed(2)} %`,
  reach: 'at most 1 %',
  isReached: percent <= 1,
});
await other.call('task.add', { title: 'the end' });
await idle.exited;
