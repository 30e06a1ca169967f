import { ShoalError } from '../../domain/errors.ts';
import {
  type Chunk,
  type ChunkChange,
  type ChunkDeed,
  noted,
  withChanges,
} from '../../domain/pipeline/chunk-list.ts';
import type { ByKind, Transaction } from '../../store/port.ts';
import { command } from '../command.ts';
import type { Context, Handler } from '../context.ts';
import type * as contracts from '../contracts/chunk.ts';
import type { InputOf, OutputOf } from '../define.ts';
import { findRun } from './run/find.ts';
import { toChunk } from './run/present.ts';

type Chunks = OutputOf<typeof contracts.chunkList>;

export const list: Handler<InputOf<typeof contracts.chunkList>, Chunks> = ({ store }, { run }) =>
  store.read((view) => toChunks(findRun(view, run)));

export const add: Handler<InputOf<typeof contracts.chunkAdd>, Chunks> = (context, { run, description }) =>
  change(context, run, (found, by, tx) => {
    const chunks = withChanges(found.chunks, [{ do: 'add', description: description.trim() }], by, tx.now);
    if (chunks.length > found.chunks.length) return chunks;
    throw new ShoalError('LIMIT', `${found.id} has ${chunks.length} chunks, as many as it may.`, {
      hint: 'Remove some that are done: `shoal chunks remove`.',
    });
  });

export const done: Handler<InputOf<typeof contracts.chunkDone>, Chunks> = (context, { run, chunk }) =>
  changeOne(context, run, { do: 'done', id: chunk });

export const remove: Handler<InputOf<typeof contracts.chunkRemove>, Chunks> = (context, { run, chunk }) =>
  changeOne(context, run, { do: 'remove', id: chunk });

export const update: Handler<InputOf<typeof contracts.chunkUpdate>, Chunks> = (
  context,
  { run, chunk: wanted, status, description },
) => {
  if (status === undefined && description === undefined)
    throw new ShoalError('USAGE', 'Nothing to change was named.', {
      hint: 'For example: `shoal chunks update r12 C-001 --status in_progress`.',
    });
  return change(context, run, (found, by, tx) => {
    const { id } = requireChunk(found, wanted);
    return found.chunks.map((chunk) =>
      chunk.id === id ? edited(chunk, { status, description: description?.trim() }, by, tx.now) : chunk,
    );
  });
};

function edited(
  chunk: Chunk,
  {
    status = chunk.status,
    description = chunk.description,
  }: { status: Chunk['status'] | undefined; description: string | undefined },
  by: string,
  now: number,
): Chunk {
  const completedBy = status !== 'done' ? null : chunk.status === 'done' ? chunk.completedBy : by;
  const changed = { ...chunk, status, description, completedBy };
  const deeds = [
    ...(status === chunk.status ? [] : [deedOf(chunk.status, status)]),
    ...(description === chunk.description ? [] : (['reworded'] as const)),
  ];
  return deeds.reduce((one, did) => noted(one, did, by, now), changed);
}

function deedOf(before: Chunk['status'], now: Chunk['status']): ChunkDeed['did'] {
  if (now === 'done') return 'done';
  return now === 'in_progress' && before === 'pending' ? 'begun' : 'reopened';
}

function changeOne(
  context: Context,
  run: string,
  { do: what, id }: Extract<ChunkChange, { id: string }>,
): Promise<Chunks> {
  return change(context, run, (found, by, tx) =>
    withChanges(found.chunks, [{ do: what, id: requireChunk(found, id).id }], by, tx.now),
  );
}

/** Read and written in one transaction: of two writers at once neither loses a chunk. */
function change(
  context: Context,
  id: string,
  decide: (run: ByKind<'run'>, by: string, tx: Transaction) => readonly Chunk[],
): Promise<Chunks> {
  return command(context, (tx, { agent }) => {
    const run = findRun(tx, id);
    const by = agent === null || agent.human ? 'user' : agent.name;
    const chunks = decide(run, by, tx);
    if (JSON.stringify(chunks) === JSON.stringify(run.chunks)) return toChunks(run);
    return toChunks(tx.update('run', run.id, { chunks }, { type: 'run.chunks-changed', data: { by } }));
  });
}

function requireChunk({ id: run, chunks }: ByKind<'run'>, text: string): Chunk {
  const found = chunks.find(({ id }) => id === text.toUpperCase());
  if (found !== undefined) return found;
  throw new ShoalError('NOT_FOUND', `${run} has no chunk ${text}.`, {
    hint: `See \`shoal chunks list ${run}\`.`,
  });
}

function toChunks({ id, chunks }: ByKind<'run'>): Chunks {
  return {
    run: id,
    chunks: chunks.map(toChunk),
    done: chunks.filter(({ status }) => status === 'done').length,
    total: chunks.length,
  };
}
