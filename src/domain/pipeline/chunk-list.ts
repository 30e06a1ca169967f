import { directives } from './lines.ts';

/** A part of the work of a run. */
export interface Chunk {
  readonly id: string;
  readonly description: string;
  readonly status: 'pending' | 'in_progress' | 'done';
  readonly createdBy: string;
  readonly completedBy: string | null;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** The latest changes, oldest first; missing in what older versions wrote. */
  readonly history?: readonly ChunkDeed[];
}

export interface ChunkDeed {
  readonly at: number;
  readonly by: string;
  readonly did: 'added' | 'begun' | 'done' | 'reopened' | 'reworded';
}

const historyMax = 50;

/** With one more line in its history. */
export function noted(chunk: Chunk, did: ChunkDeed['did'], by: string, now: number): Chunk {
  const history = [...(chunk.history ?? []), { at: now, by, did }].slice(-historyMax);
  return { ...chunk, history, updatedAt: now };
}

export type ChunkChange =
  | { readonly do: 'add'; readonly description: string }
  | { readonly do: 'done' | 'remove'; readonly id: string };

const chunksMax = 1_000;

/** What an agent's message says of chunks, on lines of their own; those added first, then those done, then those removed. */
export function chunkChanges(message: string): readonly ChunkChange[] {
  const idsOf = (word: string) =>
    directives(message, word).flatMap((rest) => /^C-\d+/i.exec(rest)?.[0].toUpperCase() ?? []);
  return [
    ...directives(message, 'CHUNK_ADD')
      .filter((rest) => !/^<.*>$/.test(rest))
      .map((description) => ({ do: 'add', description }) as const),
    ...idsOf('CHUNK_DONE').map((id) => ({ do: 'done', id }) as const),
    ...idsOf('CHUNK_REMOVE').map((id) => ({ do: 'remove', id }) as const),
  ];
}

/** The list after the changes; those of chunks that are not there change nothing. */
export function withChanges(
  chunks: readonly Chunk[],
  changes: readonly ChunkChange[],
  by: string,
  now: number,
): readonly Chunk[] {
  return changes.reduce<readonly Chunk[]>((list, change) => {
    switch (change.do) {
      case 'add':
        return list.length >= chunksMax ? list : [...list, newChunk(list, change.description, by, now)];
      case 'done':
        return list.map((chunk) =>
          chunk.id === change.id && chunk.status !== 'done'
            ? noted({ ...chunk, status: 'done', completedBy: by }, 'done', by, now)
            : chunk,
        );
      case 'remove':
        return list.filter(({ id }) => id !== change.id);
    }
  }, chunks);
}

function newChunk(list: readonly Chunk[], description: string, by: string, now: number): Chunk {
  const taken = new Set(list.map(({ id }) => id));
  let number = 1;
  while (taken.has(idOf(number))) number += 1;
  const chunk: Chunk = {
    id: idOf(number),
    description,
    status: 'pending',
    createdBy: by,
    completedBy: null,
    createdAt: now,
    updatedAt: now,
  };
  return noted(chunk, 'added', by, now);
}

function idOf(number: number): string {
  return `C-${String(number).padStart(3, '0')}`;
}

const marks = { pending: '⬜ pending', in_progress: '🔄 in progress', done: '✅ done' } as const;

/** As a prompt has it. */
export function chunkTable(chunks: readonly Chunk[]): string {
  if (chunks.length === 0) return '(There are no chunks.)';
  const done = chunks.filter(({ status }) => status === 'done').length;
  const rows = chunks.map(
    ({ id, status, description }) => `| ${id} | ${marks[status]} | ${cell(description)} |`,
  );
  return [
    '| ID | Status | Description |',
    '|---|---|---|',
    ...rows,
    '',
    `${done}/${chunks.length} done`,
  ].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replace(/\s+/g, ' ');
}
