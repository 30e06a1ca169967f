import type { TranscriptEntry } from '../../../domain/transcript.ts';
import type { StreamHandler } from '../../context.ts';
import type * as contracts from '../../contracts/session.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { unhurried } from '../../unhurried.ts';
import { findSession } from './find.ts';

type Input = InputOf<typeof contracts.sessionTranscript>;

const shownDefault = 200;
const allMax = 10_000;

/** Without `follow` one array; with it each entry as it comes: `n` is the cursor. */
export const transcript: StreamHandler<
  Input,
  OutputOf<typeof contracts.sessionTranscript>
> = async function* (context, input) {
  const { id } = await context.store.read((view) => findSession(view, input.session));
  const transcripts = await context.transcripts();
  const isWanted = filterOf(input);
  const hasCursor = input.after !== undefined || input.search !== undefined;
  const limit = input.limit ?? (hasCursor ? allMax : shownDefault);
  const first = [];
  const { after = 0, before = Infinity } = input;
  for await (const entry of unhurried(transcripts.newestFirst(id, before))) {
    if (entry.n <= after || first.length >= limit) break;
    if (isWanted(entry)) first.push(entry);
  }
  first.reverse();
  if (input.follow !== true) {
    yield first;
    return;
  }
  yield* first;
  const last = first.at(-1)?.n ?? input.after ?? 0;
  for await (const entry of transcripts.follow(id, last, context.signal)) if (isWanted(entry)) yield entry;
};

function filterOf({ search, deltas }: Input): (entry: TranscriptEntry) => boolean {
  const needle = search?.toLowerCase();
  return (entry) => {
    if (deltas !== true && entry.type === 'text-delta') return false;
    return needle === undefined || textOf(entry).toLowerCase().includes(needle);
  };
}

/** Everything that was said in an entry, but not the names of its fields. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return '';
  return Object.values(value).map(textOf).join('\n');
}
