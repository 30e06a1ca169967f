import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claudeDriver } from '../../src/harness/claude/driver.ts';
import type { DriverEvent, SessionSpec } from '../../src/harness/driver.ts';
import type { FakeRecord, FakeStep } from '../fakes/claude-script.ts';
import { drive, replay, specOf, type Drive } from '../support/drive.ts';

const fake = new URL('../fakes/claude.ts', import.meta.url).pathname;

export interface FakeOptions {
  readonly spec?: Partial<Omit<SessionSpec, 'profile'>>;
  readonly profile?: Partial<SessionSpec['profile']>;
  /** The protocol is made anew before each call. */
  readonly reconnect?: boolean;
}

/** The driver at work on the fake `claude`. */
export interface FakeSession extends Drive {
  readonly spec: SessionSpec;
  /** What the fake was started with. */
  record(): Promise<FakeRecord>;
}

export async function startFake(steps: readonly FakeStep[], options: FakeOptions = {}): Promise<FakeSession> {
  const directory = await mkdtemp(join(tmpdir(), 'shoal-fake-'));
  const script = join(directory, 'script.json');
  const recordFile = join(directory, 'record.json');
  await Bun.write(script, JSON.stringify(steps));
  const profile = { harness: 'claude', command: [process.execPath, fake], ...options.profile } as const;
  const spec = specOf({ directory, ...options.spec, profile });
  const driving = drive(claudeDriver, spec, {
    env: { FAKE_SCRIPT: script, FAKE_RECORD: recordFile },
    ...(options.reconnect === true ? { reconnect: true } : {}),
  });
  return {
    ...driving,
    spec,
    record: async () => JSON.parse(await readFile(recordFile, 'utf8')) as FakeRecord, // written by the fake
    async [Symbol.asyncDispose]() {
      await driving[Symbol.asyncDispose]();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Each event as one word or two, for comparing the order. */
export function told(events: readonly DriverEvent[]): string[] {
  return events.map((event) => {
    switch (event.type) {
      case 'input':
        return `${event.turn} ${event.state}`;
      case 'turn-start':
        return `start ${event.turn}`;
      case 'turn-end':
        return `end ${event.turn} ${event.reason}`;
      case 'text':
        return `text ${event.text}`;
      case 'text-delta':
        return `delta ${event.text}`;
      default:
        return event.type;
    }
  });
}

/** D1: made anew at every line boundary, at every second one and at none, a protocol tells and writes the same. */
export function replays(
  session: FakeSession,
): { events: readonly DriverEvent[]; written: readonly string[] }[] {
  return [() => true, (step: number) => step % 2 === 0, () => false].map((isReconnect) =>
    replay(claudeDriver, session.spec, session.trace, isReconnect),
  );
}
