// 20 processes draining 200 tasks through the CLI, claim and done each a process of its own. Aqua took 56 s for this
// on a machine of this size, and gave tasks to two.
import { report } from './support/report.ts';
import { Workspace } from './support/workspace.ts';

const agents = 20;
const tasks = 200;
const aquaSeconds = 56;

using workspace = new Workspace();
workspace.addTasks(tasks);
const names = Array.from({ length: agents }, (_, index) => `drainer-${index}`);
for (const name of names) workspace.ok(['join', '-n', name], { as: name });

const claimed: string[] = [];
const troubles: string[] = [];
const startedAt = performance.now();
await Promise.all(names.map(drain));
const seconds = (performance.now() - startedAt) / 1000;

async function drain(name: string): Promise<void> {
  for (;;) {
    const id = await claimOne(name);
    if (id === undefined) return;
    claimed.push(id);
    const done = workspace.start(['done', id, '--json'], name);
    if ((await done.exited) !== 0) troubles.push(await done.stdout.text());
  }
}

async function claimOne(name: string): Promise<string | undefined> {
  const child = workspace.start(['claim', '--json'], name);
  const [text, code] = [await child.stdout.text(), await child.exited];
  if (code === 0) return (JSON.parse(text) as { id: string }).id;
  if (code !== 3) troubles.push(text);
  return undefined;
}

const doubles = claimed.length - new Set(claimed).size;
const left = workspace.ok<{ tasks: { done: number } }>(['status']).tasks.done;
report({
  what: `${agents} processes draining ${tasks} tasks through the CLI`,
  against: `Aqua's ${aquaSeconds} s on a machine of this size`,
  measured: `${(aquaSeconds / seconds).toFixed(0)}× (${seconds.toFixed(2)} s), ${doubles} taken twice, ${tasks - left} missed, ${troubles.length} errors`,
  reach: 'at least 10×, nothing twice, none missed, no error',
  isReached: seconds <= aquaSeconds / 10 && doubles === 0 && left === tasks && troubles.length === 0,
});
for (const trouble of troubles.slice(0, 3)) console.log(trouble);
