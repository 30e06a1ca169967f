// A daemon in small, made to be killed: keeper-client.ts ROOT CHILD JOURNAL FLAGS…. It writes down what it hears before it
// acknowledges it, and what it says before it says it; it comes back where the journal ends, and says all of it again.
import { appendFileSync } from 'node:fs';
import { cleanEnvironment } from './program.ts';
import { connectTo } from './keeper.ts';
import { readJournal } from './keeper-journal.ts';

const [root = '', child = '', journal = '', ...flags] = process.argv.slice(2);
const env = { ...cleanEnvironment(), XDG_RUNTIME_DIR: `${root}/run` };
const keeper = await connectTo(root, env, flags);
const known = readJournal(journal);
let inputEnd = 0;
for (const text of known.said) await give(text);
let spoken = known.said.length;
await keeper.attach(child, known.heard.length, {
  onOutput(offset, data) {
    append({ offset, data: Buffer.from(data).toString('base64') });
    void keeper.ack(child, offset + data.length);
    const text = `line ${(spoken += 1)}\n`;
    append({ say: text });
    void give(text);
  },
  onOutputEnded: () => undefined,
  onExit: () => process.exit(2),
});
process.stdout.write('attached\n');
await keeper.lost;

async function give(text: string): Promise<void> {
  const data = Buffer.from(text);
  const offset = inputEnd;
  inputEnd += data.length;
  await keeper.write(child, offset, data);
}

function append(entry: unknown): void {
  appendFileSync(journal, `${JSON.stringify(entry)}\n`);
}
