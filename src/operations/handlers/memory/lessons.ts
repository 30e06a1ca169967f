import { isWorthTelling, shortened, termsOf } from '../../../domain/memory.ts';
import type { Memory } from '../../../domain/plane.ts';
import type { Task } from '../../../domain/task.ts';
import type { View } from '../../../store/port.ts';
import type { Context } from '../../context.ts';
import { best, type MemoryObject } from './recall.ts';

const lessonsMax = 3;
/** Of one memory in a claim; `recall` gives it whole. */
const charactersMax = 500;

/** The few memories that matter for a task that was just claimed; none of its own earlier attempts is left out. */
export function lessonsFor(context: Context, id: string): Promise<MemoryObject[]> {
  return context.store.read((view) => {
    const task = view.get('task', id);
    return task === undefined ? [] : lessonsOf(view, task);
  });
}

/** The same, for whoever is about to claim it. */
export function lessonsOf(view: View, task: Pick<Task, 'title' | 'description' | 'tags'>): MemoryObject[] {
  const about = `${task.title} ${task.description ?? ''}`;
  const question = { terms: termsOf(about), tags: task.tags };
  const isEnough = (memory: Memory, score: number) => isWorthTelling(memory, question, score);
  return best(view, question, lessonsMax, isEnough).map((memory) => ({
    ...memory,
    text: shortened(memory.text, charactersMax),
  }));
}
