// A program that speaks the protocol of Claude Code from a script: FAKE_SCRIPT is a file of FakeStep[] as JSON,
// FAKE_RECORD the file for what it was started with, FAKE_PROMPTS one for what it is given. The handshake, the queueing of input and the answer to an
// interrupt it does by itself, as the real one.
import { appendFileSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { FakeRecord, FakeStep, Line } from './claude-script.ts';

const { FAKE_SCRIPT = '', FAKE_RECORD, FAKE_PROMPTS } = process.env;
const steps = JSON.parse(readFileSync(FAKE_SCRIPT, 'utf8')) as FakeStep[]; // written by the test beside us
const record: FakeRecord = { argv: process.argv.slice(2), env: Object.keys(process.env) };
if (FAKE_RECORD !== undefined) writeFileSync(FAKE_RECORD, JSON.stringify(record));

let lastUuid = '';
let claimedUuid: string | null = null;
const unclaimed: Line[] = [];
let waiting: { readonly wanted: Line; readonly resolve: () => void } | null = null;
const input = createInterface({ input: process.stdin });
input.on('line', (text) => {
  const line = JSON.parse(text) as Line; // what we cannot read fails the test by our death
  answerByItself(line);
  unclaimed.push(line);
  claim();
});
input.on('close', () => process.exit(0));

for (const step of steps) await perform(step);

async function perform(step: FakeStep): Promise<void> {
  if ('await' in step) return received(step.await);
  if ('raw' in step) return write(step.raw);
  if ('stderr' in step) return writeAll(2, 'e'.repeat(step.stderr));
  if ('exit' in step) process.exit(step.exit);
  if ('die' in step) return void process.kill(process.pid, 'SIGKILL');
  const text = JSON.stringify(step.say).replaceAll('"$uuid"', JSON.stringify(claimedUuid ?? lastUuid));
  write(`${step.fill === undefined ? text : text.replaceAll('$fill', 'x'.repeat(step.fill))}\n`);
}

function answerByItself(line: Line): void {
  const request = (line['request'] ?? {}) as Line; // absent on other lines
  if (line['type'] === 'user') {
    lastUuid = String(line['uuid']);
    if (FAKE_PROMPTS !== undefined) recordPrompt(FAKE_PROMPTS, line);
    write(`${JSON.stringify({ type: 'command_lifecycle', command_uuid: lastUuid, state: 'queued' })}\n`);
  }
  if (line['type'] !== 'control_request') return;
  const response = request['subtype'] === 'interrupt' ? { still_queued: [] } : { commands: [] };
  const answer = { subtype: 'success', request_id: line['request_id'], response };
  write(`${JSON.stringify({ type: 'control_response', response: answer })}\n`);
}

function recordPrompt(file: string, line: Line): void {
  const text = JSON.stringify((line['message'] as Line)['content']); // as the protocol has it
  appendFileSync(file, `${JSON.stringify({ pid: process.pid, text })}\n`);
}

function received(wanted: Line): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  waiting = { wanted, resolve };
  claim();
  return promise;
}

function claim(): void {
  if (waiting === null) return;
  const { wanted, resolve } = waiting;
  const at = unclaimed.findIndex((line) => holds(line, wanted));
  if (at === -1) return;
  const [claimed, ...passed] = unclaimed.splice(0, at + 1).toReversed();
  // What a person said meanwhile waits for its turn, as in the real one.
  unclaimed.unshift(...passed.toReversed().filter(({ type }) => type === 'user'));
  if (claimed?.['type'] === 'user') claimedUuid = String(claimed['uuid']);
  waiting = null;
  resolve();
}

function holds(value: unknown, wanted: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null) return value === wanted;
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(wanted).every(([key, part]) => holds((value as Line)[key], part));
}

function write(text: string): void {
  writeAll(1, text);
}

function writeAll(fd: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at);
}
