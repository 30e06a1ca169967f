import type * as contracts from '../../../operations/contracts/chunk.ts';
import type { OutputOf } from '../../../operations/define.ts';
import { columns, lines, literal, nextStep, paint, type Style } from './style.ts';

type Chunks = OutputOf<typeof contracts.chunkList>;

const tones = { pending: 'idle', in_progress: 'working', done: 'done' } as const;

function table({ run, chunks, done, total }: Chunks, style: Style): string {
  if (total === 0)
    return lines(`${run} has no chunks.`, nextStep(style, `shoal chunks add ${run} "What is to be done"`));
  const rows = chunks.map(({ id, status, description, createdBy, completedBy }) => [
    id,
    paint(style, tones[status], status),
    literal(description),
    completedBy === null ? `by ${literal(createdBy)}` : `done by ${literal(completedBy)}`,
  ]);
  return lines(columns(style, rows, { flexible: 2 }), `${done}/${total} done, ${total - done} remaining`);
}

export const renderList = table;
export const renderAdd = table;
export const renderDone = table;
export const renderUpdate = table;
export const renderRemove = table;
