import type { EventQuery } from '../../../store/port.ts';
import type { Context } from '../../context.ts';
import { findAnyAgent, findTask } from '../../lookup.ts';

export type EventFilter = Pick<EventQuery, 'agent' | 'task' | 'type'>;

/** What the names in a filter stand for. */
export function filterOf(
  context: Pick<Context, 'store'>,
  { agent, task, type }: { readonly [K in keyof EventFilter]: EventFilter[K] | undefined },
): Promise<EventFilter> {
  return context.store.read((view) => ({
    ...(agent === undefined ? {} : { agent: findAnyAgent(view, agent).id }),
    ...(task === undefined ? {} : { task: findTask(view, task).id }),
    ...(type === undefined ? {} : { type: type.replace(/\.$/, '') }),
  }));
}
