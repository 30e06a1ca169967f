import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { transcriptFolder } from '../../domain/transcript.ts';
import type { PortableStore } from '../../store/port.ts';

interface Kept {
  readonly session: string;
  readonly files: readonly string[];
  readonly bytes: number;
  readonly changedAtMs: number;
}

/**
 * Law 15: while transcripts take more than so many bytes, the oldest of a session that has ended gives way. Gives the
 * sessions whose transcript it was. One that runs keeps its own: two parts of 64 MiB.
 */
export async function dropOldTranscripts(
  stateDir: string,
  store: PortableStore,
  bytesMax: number,
): Promise<readonly string[]> {
  const all = transcriptsIn(join(stateDir, transcriptFolder));
  let over = all.reduce((sum, { bytes }) => sum + bytes, 0) - bytesMax;
  if (over <= 0) return [];
  const ended = await store.read((view) =>
    all.filter(({ session }) => (view.get('session', session)?.state ?? 'ended') === 'ended'),
  );
  const dropped: string[] = [];
  for (const { session, files, bytes } of ended.toSorted((a, b) => a.changedAtMs - b.changedAtMs)) {
    if (over <= 0) break;
    for (const file of files) rmSync(file, { force: true });
    over -= bytes;
    dropped.push(session);
  }
  return dropped;
}

function transcriptsIn(folder: string): readonly Kept[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).flatMap((name) => {
    const session = /^(s\d+)\.jsonl(\.1)?$/.exec(name)?.[1];
    const found = statSync(join(folder, name), { throwIfNoEntry: false });
    return session === undefined || found === undefined
      ? []
      : [{ session, path: join(folder, name), bytes: found.size, changedAtMs: found.mtimeMs }];
  });
  return [...Map.groupBy(files, ({ session }) => session)].map(([session, parts]) => ({
    session,
    files: parts.map(({ path }) => path),
    bytes: parts.reduce((sum, { bytes }) => sum + bytes, 0),
    changedAtMs: Math.max(...parts.map(({ changedAtMs }) => changedAtMs)),
  }));
}
