/*
 * Any of the fake agents, with bad manners: what it is given passes through to the fake, but a message that holds
 * `[[naughty PRANK]]` is answered by that prank first. Each prank is played once in FAKE_DIR. The first argument is the
 * harness whose protocol is spoken; those after it are the fake's own.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const fakes = {
  acp: join(import.meta.dir, 'session-agent.ts'),
  codex: join(import.meta.dir, 'codex.ts'),
  claude: join(import.meta.dir, '../fault/support/daemon/talking-claude.ts'),
} as const;
export type NaughtyHarness = keyof typeof fakes;

/** For a profile's `command`. */
export const naughtyCommand = (harness: NaughtyHarness): readonly string[] => [
  process.execPath,
  import.meta.path,
  harness,
];

const unknown: Readonly<Record<NaughtyHarness, object>> = {
  acp: { jsonrpc: '2.0', method: 'moon/phase', params: { phase: 'full' } },
  codex: { method: 'moon/phase', params: { phase: 'full' } },
  claude: { type: 'moon_phase', phase: 'full' },
};

/** True: the message goes on to the fake after it. */
const pranks: Readonly<Record<string, (harness: NaughtyHarness) => boolean | Promise<boolean>>> = {
  flood: () => say(process.stderr, Buffer.alloc(100 * 1024 * 1024, 'e')),
  malformed: () => say(process.stdout, '{"half a document":\nWarning: plain words\n[1,2\n\n'),
  unknown: (harness) => say(process.stdout, `${JSON.stringify(unknown[harness])}\n`),
  long: () => say(process.stdout, `${'x'.repeat(16 * 1024 * 1024 + 1)}\n`),
  deaf: () => false,
  exit: () => process.exit(3),
  half: async () => {
    await say(process.stdout, '{"type":"hal');
    process.exit(0);
  },
  child: () => {
    spawn('sleep', ['1000'], { stdio: ['ignore', 'inherit', 'ignore'], detached: true });
    process.exit(3);
  },
};

/** Resolves when somebody has read it, but for what a pipe holds. */
function say(stream: NodeJS.WriteStream, bytes: Buffer | string): Promise<true> {
  return new Promise((resolve) => void stream.write(bytes, () => resolve(true)));
}

if (import.meta.main) {
  const [harness, ...args] = process.argv.slice(2) as [NaughtyHarness, ...string[]]; // the profile names it
  const fake = spawn(process.execPath, [fakes[harness], ...args], { stdio: ['pipe', 'inherit', 'inherit'] });
  fake.on('exit', (code) => process.exit(code ?? 1));
  await passOn(harness, fake);
}

async function passOn(harness: NaughtyHarness, fake: ChildProcess): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    const name = /\[\[naughty (\w+)\]\]/.exec(line)?.[1] ?? '';
    const prank = isFirst(name) ? pranks[name] : undefined;
    if (prank === undefined || (await prank(harness))) fake.stdin?.write(`${line}\n`);
  }
  fake.stdin?.end();
}

function isFirst(name: string): boolean {
  const played = join(process.env['FAKE_DIR'] ?? '.', `played-${name}`);
  if (name === '' || existsSync(played)) return false;
  writeFileSync(played, '');
  return true;
}
