// 16 long-lived processes claiming and finishing on one file with FULL durability, as fast as they can.
import { fileURLToPath } from 'node:url';
import { fill } from './support/bulk.ts';
import { report, reportBelow } from './support/report.ts';
import { Workspace } from './support/workspace.ts';

const processes = 16;
const seconds = 6;

using workspace = new Workspace();
await fill(workspace.file, { ready: 60_000, blocked: 0 });
const script = fileURLToPath(new URL('support/hammer.ts', import.meta.url));
const children = Array.from({ length: processes }, (_, index) =>
  Bun.spawn([process.execPath, script, workspace.directory, `hammer-${index}`, String(seconds)], {
    stdin: 'pipe',
    stdout: 'pipe',
    stderr: 'inherit',
  }),
);
const outputs = children.map((child) => linesOf(child.stdout));
for (const lines of outputs) await lines.next(); // each has joined
for (const child of children) {
  await child.stdin.write('go\n');
  await child.stdin.end();
}

const results = [];
for (const lines of outputs) {
  const { value } = await lines.next();
  results.push(JSON.parse(value ?? '') as { claims: number; longestMs: number; ids: string[] });
}
await Promise.all(children.map((child) => child.exited));

const counts = results.map(({ claims }) => claims);
const sum = counts.reduce((total, count) => total + count, 0);
const jain = sum ** 2 / (processes * counts.reduce((total, count) => total + count ** 2, 0));
const ids = results.flatMap((result) => result.ids);
const doubles = ids.length - new Set(ids).size;
console.log(`       ${Math.round(sum / seconds)} claims/s; ${counts.join(' ')}`);
report({
  what: `fairness of ${processes} long-lived processes on one file, FULL`,
  against: "Jain's index",
  measured: `${jain.toFixed(3)}, ${doubles} taken twice`,
  reach: 'at least 0.9, nothing twice',
  isReached: jain >= 0.9 && doubles === 0,
});
reportBelow(
  'the same, longest claim',
  'wall clock',
  Math.max(...results.map(({ longestMs }) => longestMs)),
  1000,
  'ms',
);

async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string, undefined> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of stream) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = parts.pop() ?? '';
    yield* parts;
  }
  return undefined;
}
