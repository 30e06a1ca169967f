// Writes numbered lines and echoes every line of its input, until one says `stop`.
import { createInterface } from 'node:readline';

let count = 0;
const ticking = setInterval(() => {
  let text = '';
  for (let line = 0; line < 10; line += 1) text += `n ${(count += 1)}\n`;
  process.stdout.write(text);
}, 1);
createInterface(process.stdin).on('line', (line) => {
  process.stdout.write(`echo ${line}\n`);
  if (line !== 'stop') return;
  clearInterval(ticking);
  process.stdin.destroy();
});
