import { ShoalError } from '../../../domain/errors.ts';
import type { Handler } from '../../context.ts';
import type * as contracts from '../../contracts/log.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { isoInstant, isoTime } from '../../present.ts';
import { filterOf } from './filter.ts';

type Output = OutputOf<typeof contracts.logHistogram>;

const bucketsDefault = 60;
const spanDefaultMs = 3_600_000;

export const histogram: Handler<InputOf<typeof contracts.logHistogram>, Output> = async (context, input) => {
  // What happens in this very millisecond is in it.
  const until = input.until ?? context.store.now() + 1;
  const from = input.from ?? until - spanDefaultMs;
  if (from >= until)
    throw new ShoalError(
      'INVALID_INPUT',
      `It would end (${isoInstant(until)}) before it begins (${isoInstant(from)}).`,
      {
        hint: 'Give an earlier --from, or a later --until.',
      },
    );
  const size = input.buckets ?? bucketsDefault;
  const bucketMs = (until - from) / size;
  const bounds = Array.from({ length: size + 1 }, (_, index) => from + bucketMs * index);
  const counted = await context.store.countEvents({ ...(await filterOf(context, input)), bounds });
  const buckets = counted.map((types, index) => toBucket(bounds[index] ?? from, types));
  const [oldest] = await context.store.events({ limit: 1 });
  const nouns = sum(buckets.map(({ counts }) => counts));
  return {
    from: isoInstant(from),
    until: isoInstant(until),
    bucketMs,
    total: buckets.reduce((all, { count }) => all + count, 0),
    nouns: Object.entries(nouns)
      .map(([noun, count]) => ({ noun, count }))
      .toSorted((one, other) => other.count - one.count || one.noun.localeCompare(other.noun)),
    buckets,
    keptFrom: isoTime(oldest?.at ?? null),
  };
};

type Counts = Readonly<Record<string, number>>;

function toBucket(start: number, types: Counts): Output['buckets'][number] {
  const counts = sum(Object.entries(types).map(([type, count]) => ({ [type.split('.')[0] ?? type]: count })));
  const count = Object.values(counts).reduce((all, one) => all + one, 0);
  return { start: isoInstant(start), count, counts };
}

function sum(all: readonly Counts[]): Record<string, number> {
  const total: Record<string, number> = {};
  for (const [name, count] of all.flatMap((one) => Object.entries(one)))
    total[name] = (total[name] ?? 0) + count;
  return total;
}
