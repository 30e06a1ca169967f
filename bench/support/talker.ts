// A scripted agent: says when it says it, so many lines a second, for so many seconds; `long` is one line of almost 16 MiB.
const [perSecond = '20', seconds = '10', long = ''] = process.argv.slice(2);
for await (const _ of Bun.stdin.stream()) break;
if (long === 'long') console.log(`${'x'.repeat(16 * 1024 * 1024 - 100)} at=${Date.now()}`);
const total = Number(perSecond) * Number(seconds);
const startedAt = performance.now();
for (let said = 0; said < total;) {
  const due = Math.min(total, Math.floor(((performance.now() - startedAt) * Number(perSecond)) / 1_000));
  for (; said < due; said += 1) console.log(`line ${said} of some forty characters at=${Date.now()}`);
  await new Promise((resolve) => setTimeout(resolve, 5));
}
