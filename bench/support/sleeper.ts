// Sleeps again and again for so many ms in all, and says how late it was woken, p99 in ms: what no program can be better than.
import { quantile } from './report.ts';

const [forMs = '10000'] = process.argv.slice(2);
const sleepMs = 10;
const late: number[] = [];
for (const end = performance.now() + Number(forMs); performance.now() < end;) {
  const due = performance.now() + sleepMs;
  await new Promise((resolve) => setTimeout(resolve, sleepMs));
  late.push(performance.now() - due);
}
console.log(quantile(late, 0.99));
