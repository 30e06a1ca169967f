import type { Memory } from '../../../domain/plane.ts';
import { ShoalError } from '../../../domain/errors.ts';
import type { View } from '../../../store/port.ts';
import type { Handler } from '../../context.ts';
import type * as contracts from '../../contracts/memory.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { everyRecord } from '../../every-record.ts';
import { findAnyAgent, findById, findTask } from '../../lookup.ts';
import { toMemory } from './recall.ts';

type Input = InputOf<typeof contracts.memoryList>;
type Output = OutputOf<typeof contracts.memoryList>;

const shownDefault = 50;

/** However many are kept, a search looks at all: their number has a limit. */
export const list: Handler<Input, Output> = (context, input) =>
  context.store.read((view) => {
    const limit = input.limit ?? shownDefault;
    const where = whereOf(view, input);
    const words = input.search?.toLowerCase();
    const after = input.before === undefined ? undefined : findMemory(view, input.before).id;
    const found = everyRecord(view, 'memory', { where, newestFirst: true, after })
      .filter((one) => words === undefined || textOf(one).includes(words))
      .take(limit + 1)
      .toArray();
    const shown = found.slice(0, limit);
    return {
      memories: shown.map((memory) => toMemory(view, memory, 0)),
      next: found.length > limit ? (shown.at(-1)?.id ?? null) : null,
    };
  });

function whereOf(view: View, { tag, task, agent }: Input) {
  return {
    ...(tag === undefined ? {} : { tags: tag }),
    ...(task === undefined ? {} : { task: findTask(view, task).id }),
    ...(agent === undefined ? {} : { agent: findAnyAgent(view, agent).id }),
  };
}

function textOf({ text, tags, queue }: Memory): string {
  return [text, ...tags, queue ?? ''].join('\n').toLowerCase();
}

export function findMemory(view: View, text: string): Memory {
  const memory = findById(view, 'memory', text);
  if (memory !== undefined) return memory;
  throw new ShoalError('NOT_FOUND', `There is no memory "${text}".`, { hint: 'See `shoal memories`.' });
}
