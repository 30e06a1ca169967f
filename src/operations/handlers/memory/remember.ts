import { keptTermsOf, shortened } from '../../../domain/memory.ts';
import type { Memory } from '../../../domain/plane.ts';
import type { ByKind, Transaction } from '../../../store/port.ts';
import { agentCommand } from '../../command.ts';
import type { Context, Handler } from '../../context.ts';
import type * as contracts from '../../contracts/memory.ts';
import type { InputOf } from '../../define.ts';
import { findTask } from '../../lookup.ts';
import { currentTask } from '../task/current.ts';
import { type MemoryObject, toMemory } from './recall.ts';

export const remember: Handler<InputOf<typeof contracts.memoryRemember>, MemoryObject> = (context, input) =>
  agentCommand(context, (tx, agent) => {
    const id = input.task === undefined ? currentTask(tx, agent.id) : findTask(tx, input.task).id;
    const task = id === null ? undefined : tx.get('task', id);
    const memory = keepMemory(tx, context, {
      text: input.text,
      about: `${input.text} ${task?.title ?? ''}`,
      tags: [...new Set([...(input.tags ?? []), ...(task?.tags ?? [])])],
      queue: task?.queue ?? null,
      task: id,
      agent: agent.id,
      outcome: 'noted',
    });
    return toMemory(tx, memory, 0);
  });

/** A finished attempt that said something leaves it behind for the next of its kind. */
export function learnFrom(
  tx: Transaction,
  context: Pick<Context, 'settings'>,
  task: ByKind<'task'>,
  outcome: 'done' | 'failed',
  said: string | null,
): void {
  if (said === null || said.trim() === '' || task.holder === null) return;
  const text = shortened(`${task.title}: ${said}`, textMax);
  keepMemory(tx, context, {
    text,
    about: text,
    tags: task.tags,
    queue: task.queue,
    task: task.id,
    agent: task.holder,
    outcome,
  });
}

const textMax = 2_000;

interface Lesson extends Omit<Memory, 'id' | 'terms' | 'createdAt'> {
  /** Where its words come from. */
  readonly about: string;
}

/** Law 15: when there are too many, the oldest gives way. */
function keepMemory(
  tx: Transaction,
  { settings }: Pick<Context, 'settings'>,
  { about, ...lesson }: Lesson,
): Memory {
  const id = tx.nextId('memory');
  const memory: Memory = { ...lesson, id, terms: keptTermsOf(about), createdAt: tx.now };
  tx.create('memory', memory, { type: 'memory.kept', task: lesson.task, agent: lesson.agent });
  const oldest = tx.list('memory', { limit: 1 })[0];
  if (oldest !== undefined && Number(id.slice(1)) - Number(oldest.id.slice(1)) >= settings.memoriesMax)
    tx.remove('memory', oldest.id, { type: 'memory.dropped' });
  return memory;
}
