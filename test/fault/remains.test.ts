import { expect, test } from 'bun:test';
import {
  appendFileSync,
  existsSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { createServed, type Served } from '../support/agents.ts';

/* What a daemon that died has left, damaged: the next one serves all the same, and its agents lost nothing. */

const slow = 90_000;

const wrongInfos: Readonly<Record<string, string>> = {
  empty: '',
  'half a document': '{"pid":12,"version":"0.1.0","soc',
  'another document': '[1,2]',
  null: 'null',
  'no fields': '{}',
  'wrong fields': '{"pid":"x","process":7,"port":"http","socket":null,"url":9}',
  'a process that is somebody else': `{"pid":1,"version":"0.1.0","socket":"/nowhere.sock","url":null,"startedAt":1,"port":null,"process":{"bootId":"b","pidNamespace":"n","pid":1,"startTime":"1"}}`,
  'no text': '\u0000\u0001\u0000\u0000',
};

test(
  'a damaged serve.json is no daemon: commands say so, and start one',
  async () => {
    await using served = await createServed();
    const { session } = await idle(served);
    const info = join(served.project.dir, '.shoal/serve.json');
    for (const [name, text] of Object.entries(wrongInfos)) {
      await served.killDaemon();
      writeFileSync(info, text);
      const status = await served.project.run(['serve', 'status', '--json']);
      expect([name, status.code, status.stdout.trim()]).toEqual([name, 3, 'null']);
      expect((await served.project.run(['serve', 'stop', '--keep-agents', '--json'])).code).toBe(3);
      await served.untilSeen(await served.tell('fay', `after ${name}`));
      expect(served.daemonPid()).toBeGreaterThan(1);
    }
    await keptOn(served, session, Object.keys(wrongInfos).length);
  },
  slow,
);

test(
  'a living daemon whose serve.json was damaged is found again',
  async () => {
    await using served = await createServed();
    await idle(served);
    const info = join(served.project.dir, '.shoal/serve.json');
    const pid = served.daemonPid();
    writeFileSync(info, '{"pid":');
    await served.serve();
    expect(served.daemonPid()).toBe(pid);
    rmSync(info);
    await served.serve();
    expect(served.daemonPid()).toBe(pid);
  },
  slow,
);

const tails: Readonly<Record<string, (file: string) => void>> = {
  'half a line': (file) => appendFileSync(file, '{"n":99,"type":"te'),
  'lines of nobody': (file) => appendFileSync(file, 'plain words\n{"type":"checkpoint"\n\n'),
  'zeroes, as after a power cut': (file) => appendFileSync(file, Buffer.alloc(5_000)),
  'a checkpoint that is none': (file) => appendFileSync(file, '{"type":"checkpoint","n":1}\n'),
  'its last bytes missing': (file) => truncateSync(file, statSync(file).size - 20),
};

test(
  'a damaged end of a transcript is cut off: the session goes on, each message given once',
  async () => {
    await using served = await createServed();
    const { session, transcript } = await idle(served);
    for (const [name, damage] of Object.entries(tails)) {
      await served.killDaemon();
      damage(transcript);
      await served.serve();
      await served.untilSeen(await served.tell('fay', `after ${name}`));
    }
    await keptOn(served, session, Object.keys(tails).length);
    const lines = readFileSync(transcript, 'utf8').trimEnd().split('\n');
    const entries = lines.map((line) => JSON.parse(line) as { type: string; n: number });
    const numbers = entries.filter(({ type }) => type !== 'checkpoint').map(({ n }) => n);
    expect(numbers).toEqual(numbers.map((_one, at) => at + 1));
  },
  slow,
);

test(
  'what lies at the place of its socket gives way',
  async () => {
    await using served = await createServed();
    const { session } = await idle(served);
    const { socket } = JSON.parse(readFileSync(join(served.project.dir, '.shoal/serve.json'), 'utf8')) as {
      socket: string;
    }; // written by the daemon
    await served.killDaemon();
    expect(existsSync(socket)).toBe(true);
    await served.serve();
    await served.killDaemon();
    rmSync(socket);
    writeFileSync(socket, 'a file');
    await served.serve();
    await served.killDaemon();
    rmSync(socket);
    symlinkSync('/nowhere', socket);
    await served.serve();
    expect((await fetch('http://localhost/health', { unix: socket })).status).toBe(200);
    await served.untilSeen(await served.tell('fay', 'still there?'));
    await keptOn(served, session, 1);
  },
  slow,
);

async function idle(served: Served) {
  const session = await served.start('fake', 'fay');
  await served.untilSession(session, ({ state }) => state === 'idle');
  return { session, transcript: join(served.project.dir, `.shoal/transcripts/${session}.jsonl`) };
}

async function keptOn(served: Served, id: string, messages: number): Promise<void> {
  const session = await served.untilSession(id, ({ turns, state }) => state === 'idle' && turns === messages);
  expect(session).toMatchObject({ starts: 1, crashes: 0 });
  expect(served.prompts()).toHaveLength(messages);
}
