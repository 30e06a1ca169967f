import { termsOf } from '../../../domain/memory.ts';
import type { Context } from '../../context.ts';
import { best, type MemoryObject } from './recall.ts';

const lessonsMax = 3;

/** The few memories that matter for a task that was just claimed; none of its own earlier attempts is left out. */
export function lessonsFor(context: Context, id: string): Promise<MemoryObject[]> {
  return context.store.read((view) => {
    const task = view.get('task', id);
    if (task === undefined) return [];
    const about = `${task.title} ${task.description ?? ''}`;
    return best(view, { terms: termsOf(about), tags: task.tags }, lessonsMax);
  });
}
