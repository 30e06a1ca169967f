import type { TranscriptEntry } from '../../../domain/transcript.ts';
import type { Handler } from '../../context.ts';
import type * as contracts from '../../contracts/session.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { unhurried } from '../../unhurried.ts';
import { findSession } from './find.ts';

type Turn = OutputOf<typeof contracts.sessionTurns>[number];

const shownDefault = 50;
const givenMax = 500;

/** From the end of the transcript back, and no further than is asked for. The oldest comes first. */
export const turns: Handler<InputOf<typeof contracts.sessionTurns>, Turn[]> = async (
  context,
  { session, before = Infinity, limit = shownDefault },
) => {
  const { id } = await context.store.read((view) => findSession(view, session));
  const transcripts = await context.transcripts();
  const found: Turn[] = [];
  let open = nothing;
  for await (const entry of unhurried(transcripts.newestFirst(id, before))) {
    // What it was given stands before its start: the turn is whole when another one ends before that.
    const [last] = found;
    if (last !== undefined && last.given === null && entry.type === 'sent' && open === nothing)
      found[0] = { ...last, from: entry.n, given: textOf(entry).slice(0, givenMax) };
    if (entry.type === 'turn-end' && found.length >= limit) break;
    open = withEntry(open, entry);
    if (entry.type !== 'turn-start') continue;
    found.unshift(toTurn(open, entry));
    open = nothing;
  }
  return found;
};

/** The entries of a turn that were met so far, from its end on. */
interface Open {
  readonly to: number | null;
  readonly end: TranscriptEntry | null;
  readonly tools: number;
  readonly toolErrors: number;
}

const nothing: Open = { to: null, end: null, tools: 0, toolErrors: 0 };

function withEntry(open: Open, entry: TranscriptEntry): Open {
  switch (entry.type) {
    case 'turn-end':
      return { ...nothing, to: entry.n, end: entry };
    case 'tool-call':
      return { ...open, to: open.to ?? entry.n, tools: open.tools + 1 };
    case 'tool-result':
      return {
        ...open,
        to: open.to ?? entry.n,
        toolErrors: open.toolErrors + (entry['ok'] === false ? 1 : 0),
      };
    case 'text':
    case 'thinking':
    case 'text-delta':
    case 'plan':
      return { ...open, to: open.to ?? entry.n };
    default:
      return open;
  }
}

function toTurn({ to, end, tools, toolErrors }: Open, start: TranscriptEntry): Turn {
  const reason = end?.['reason'];
  return {
    from: start.n,
    to: to ?? start.n,
    startedAt: start.at,
    endedAt: end?.at ?? null,
    reason: typeof reason === 'string' ? reason : null,
    given: null,
    tools,
    toolErrors,
  };
}

function textOf({ text }: TranscriptEntry): string {
  return typeof text === 'string' ? text : '';
}
