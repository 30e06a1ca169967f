import { ShoalError } from '../../../domain/errors.ts';
import type { Context } from '../../../operations/context.ts';
import { filterOf } from '../../../operations/handlers/log/filter.ts';
import { matches } from '../../../store/event-filter.ts';
import type { EventQuery, LogEvent } from '../../../store/port.ts';

export interface EventFilter {
  /** What the store can tell apart by itself. */
  readonly query: EventQuery;
  /** Any of these, if there are any: `task` and `task.*` are all that begins so. */
  readonly types: readonly string[];
  /** The same for filters that want the same. */
  readonly key: string;
}

const known: ReadonlySet<string> = new Set(['after', 'type', 'task', 'agent']);
const typesMax = 50;

export async function filterFrom(context: Context, query: URLSearchParams): Promise<EventFilter> {
  const other = [...query.keys()].find((name) => !known.has(name));
  if (other !== undefined)
    throw new ShoalError('INVALID_INPUT', `${other} must be left out (known: ${[...known].join(', ')}).`, {
      hint: 'For example /v1/events?type=task.*&agent=lucid-knuth.',
    });
  const types = query.getAll('type').flatMap((text) => text.split(','));
  const bad = types.find((type) => !/^(?:\*|[\w-]+(?:\.[\w-]+)*(?:\.\*)?)$/.test(type));
  if (bad !== undefined || types.length > typesMax)
    throw new ShoalError(
      'INVALID_INPUT',
      `type must be up to ${typesMax} patterns; got ${JSON.stringify(bad)}.`,
      {
        hint: 'A pattern is a type (task.done), all that begins so (task.*), or *.',
      },
    );
  const prefixes = types.includes('*') ? [] : types.map((type) => type.replace(/\.\*$/, ''));
  const [only] = prefixes;
  const agent = query.get('agent');
  const task = query.get('task');
  const filter = await filterOf(context, {
    ...(agent === null ? {} : { agent }),
    ...(task === null ? {} : { task }),
    ...(only === undefined || prefixes.length > 1 ? {} : { type: only }),
  });
  return { query: filter, types: prefixes, key: JSON.stringify([filter, prefixes]) };
}

export function isWanted({ query, types }: EventFilter, event: LogEvent): boolean {
  if (!matches(event, query)) return false;
  return types.length === 0 || types.some((type) => event.type === type || event.type.startsWith(`${type}.`));
}
