// One process of fairness.bench.ts: joins, waits for the word, claims and finishes until its time is over.
import { openMember } from './library.ts';

const [directory = '', name = '', seconds = '1'] = process.argv.slice(2);
await using member = await openMember(directory, name);
await member.call('agent.join', { name });
console.log('ready');
for await (const _ of Bun.stdin.stream()) break;

const ids: string[] = [];
let longestMs = 0;
const endsAt = performance.now() + Number(seconds) * 1000;
while (performance.now() < endsAt) {
  const startedAt = performance.now();
  const { id } = await member.call<{ id: string }>('task.claim', {});
  longestMs = Math.max(longestMs, performance.now() - startedAt);
  ids.push(id);
  await member.call('task.done', { id });
}
console.log(JSON.stringify({ claims: ids.length, longestMs, ids }));
