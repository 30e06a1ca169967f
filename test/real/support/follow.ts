import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { TranscriptEntry } from '../../../src/domain/transcript.ts';
import { program } from '../../support/program.ts';
import type { World } from './world.ts';

/** What `shoal transcript NAME -f` says. */
export interface Follower extends AsyncDisposable {
  readonly entries: readonly TranscriptEntry[];
  /** Resolves with the first entry that is wanted, past or to come. */
  until(isWanted: (entry: TranscriptEntry) => boolean): Promise<TranscriptEntry>;
}

const waitMs = 120_000;

export function follow({ repo, env }: World, name: string): Follower {
  const child = Bun.spawn([program, 'transcript', name, '-f', '--deltas', '--json'], {
    cwd: repo,
    env,
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'inherit',
  });
  const entries: TranscriptEntry[] = [];
  const news = new EventTarget();
  const read = async (): Promise<void> => {
    for await (const line of createInterface({ input: Readable.fromWeb(child.stdout) })) {
      entries.push(JSON.parse(line) as TranscriptEntry); // as the contract has it
      news.dispatchEvent(new Event('entry'));
    }
  };
  const isRead = read();
  return {
    entries,
    until(isWanted) {
      const { promise, resolve, reject } = Promise.withResolvers<TranscriptEntry>();
      const signal = AbortSignal.timeout(waitMs);
      const look = (): void => {
        const found = entries.find(isWanted);
        if (found !== undefined) resolve(found);
      };
      news.addEventListener('entry', look, { signal });
      signal.addEventListener('abort', () =>
        reject(new Error(`the transcript does not have it: ${JSON.stringify(entries.slice(-20))}`)),
      );
      look();
      return promise;
    },
    async [Symbol.asyncDispose]() {
      child.kill();
      await isRead;
    },
  };
}
