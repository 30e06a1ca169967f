import { isOver } from '../../../domain/pipeline/run.ts';
import type { TranscriptEntry } from '../../../domain/transcript.ts';
import type { Context, StreamHandler } from '../../context.ts';
import type * as contracts from '../../contracts/run.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { stepsOf } from './board.ts';
import { findRun } from './find.ts';
import { toRun, toSteps } from './present.ts';

type Seen = OutputOf<typeof contracts.runWatch>;
type StepNow = NonNullable<Seen['step']>;

/** A transcript whose daemon was killed has no end. */
const lastWordsWithinMs = 1_000;

/** Each change of a step and of the run, and between them what the agents of open steps say, as they say it. */
export const watch: StreamHandler<InputOf<typeof contracts.runWatch>, Seen> = async function* (
  context,
  { id, from },
) {
  const over = new AbortController();
  const signal = AbortSignal.any([context.signal, over.signal]);
  const channel = createChannel<Seen>(signal);
  const watching = watchRun(context, { id, from: from ?? null }, channel, signal)
    .catch((error: unknown) => channel.fail(error))
    .finally(() => channel.end());
  try {
    yield* channel.read();
    await watching;
  } finally {
    over.abort();
  }
};

async function watchRun(
  context: Context,
  { id, from }: { readonly id: string; readonly from: number | null },
  channel: Channel<Seen>,
  signal: AbortSignal,
): Promise<void> {
  const { store } = context;
  const told = new Map<string, string>();
  const heard = new Map<string, Promise<void>>();
  const endOf = (listening: Promise<void> | undefined): Promise<unknown> =>
    Promise.race([listening, store.wait(Number.MAX_SAFE_INTEGER, store.now() + lastWordsWithinMs, signal)]);
  let first = from;
  for (;;) {
    const look = await store.read((view) => {
      const run = findRun(view, id);
      const steps = stepsOf(view, run.id);
      first ??= steps.find(({ state }) => state === 'open' || state === 'held')?.n ?? run.steps + 1;
      const since = first;
      return {
        seq: view.lastSeq,
        isOver: isOver(run),
        run: toRun(view, run),
        steps: toSteps(view, steps).filter(({ n }) => n >= since),
      };
    });
    for (const step of look.steps.toSorted(byEnd)) {
      const { session } = step;
      if (session !== null && !heard.has(session))
        heard.set(session, listen(context, session, step, channel, signal));
      // All that was said stands before how it ended.
      if (step.state !== 'open' && session !== null) await endOf(heard.get(session));
      if (!isNews(told, step.id, step)) continue;
      channel.write({ type: 'step', run: null, step, text: null });
    }
    if (isNews(told, id, look.run)) channel.write({ type: 'run', run: look.run, step: null, text: null });
    if (look.isOver || signal.aborted) return;
    await store.wait(look.seq, undefined, signal);
  }
}

/** As it happened: of what ended at once a session after its turns, and then what began. */
function byEnd(one: StepNow, other: StepNow): number {
  const [first, second] = [one, other].map(({ endedAt }) =>
    endedAt === null ? Infinity : Date.parse(endedAt),
  );
  if (first !== second) return (first ?? 0) - (second ?? 0);
  return (
    Number(one.kind === 'session') * endedOf(one) - Number(other.kind === 'session') * endedOf(other) ||
    one.n - other.n
  );
}

function endedOf({ endedAt }: StepNow): 0 | 1 {
  return endedAt === null ? 0 : 1;
}

function isNews(told: Map<string, string>, id: string, now: object): boolean {
  const text = JSON.stringify(now);
  if (told.get(id) === text) return false;
  told.set(id, text);
  return true;
}

/** Resolves at the end of its turn. */
async function listen(
  context: Context,
  session: string,
  step: Seen['step'],
  channel: Channel<Seen>,
  signal: AbortSignal,
): Promise<void> {
  const transcripts = await context.transcripts();
  let isInPieces = false;
  for await (const entry of transcripts.follow(session, 0, signal)) {
    const piece = pieceOf(entry, isInPieces);
    isInPieces ||= entry.type === 'text-delta';
    if (piece !== null) channel.write({ ...piece, run: null, step });
    if (entry.type === 'turn-end' || entry.type === 'exit') return;
  }
}

function pieceOf(entry: TranscriptEntry, isInPieces: boolean): Pick<Seen, 'type' | 'text'> | null {
  const text = typeof entry['text'] === 'string' ? entry['text'] : '';
  switch (entry.type) {
    case 'text-delta':
      return { type: 'text', text };
    // The whole of what was told in pieces.
    case 'text':
      return isInPieces ? null : { type: 'text', text: `${text}\n` };
    case 'tool-call':
      return {
        type: 'tool',
        text: [entry['title'], entry['tool']].find((name) => typeof name === 'string') ?? 'a tool',
      };
    default:
      return null;
  }
}

interface Channel<T> {
  write(item: T): void;
  fail(error: unknown): void;
  end(): void;
  read(): AsyncGenerator<T>;
}

/** Items of several writers, for one reader, in the order in which they came. */
function createChannel<T>(signal: AbortSignal): Channel<T> {
  const items: T[] = [];
  let wake = Promise.withResolvers<void>();
  let isEnded = false;
  let failure: { readonly error: unknown } | null = null;
  const stir = (): void => wake.resolve();
  signal.addEventListener('abort', stir);
  return {
    write(item) {
      items.push(item);
      stir();
    },
    fail(error) {
      failure = { error };
      stir();
    },
    end() {
      isEnded = true;
      stir();
    },
    async *read() {
      for (;;) {
        wake = Promise.withResolvers<void>();
        yield* items.splice(0);
        if (failure !== null && !signal.aborted) throw failure.error;
        if (items.length === 0 && (isEnded || signal.aborted)) return;
        if (items.length === 0) await wake.promise;
      }
    },
  };
}
