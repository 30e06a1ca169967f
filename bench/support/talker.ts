// A scripted agent: says when it says it, so many lines a second, for so many seconds; `long` is one line of almost 16 MiB.
// One timer per line, begun at random: fifty of them wake no more often than they speak.
const [perSecond = '20', seconds = '10', long = ''] = process.argv.slice(2);
for await (const _ of Bun.stdin.stream()) break;
if (long === 'long') console.log(`${'x'.repeat(16 * 1024 * 1024 - 100)} at=${Date.now()}`);
const gapMs = 1_000 / Number(perSecond);
const total = Number(perSecond) * Number(seconds);
let due = performance.now() + Math.random() * gapMs;
for (let said = 0; said < total; said += 1) {
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
  due += gapMs;
  console.log(`line ${said} of some forty characters at=${Date.now()}`);
}
