import type { Context } from '../../context.ts';
import { unhurried } from '../../unhurried.ts';

/** What a process that stays has read of a session: it need not read that again. */
interface Known {
  /** Number of the newest entry. */
  readonly upTo: number;
  readonly texts: readonly string[];
}

type Store = Context['store'];

const knownOf = new WeakMap<Store, Map<string, Known>>();
const sessionsMax = 1_000;
const warningsMax = 20;

/** What the program of a session could not take of its profile, and warned of, since it was started; the latest. */
export async function warningsOf(
  { store, transcripts }: Pick<Context, 'store' | 'transcripts'>,
  id: string,
): Promise<readonly string[]> {
  const sessions = knownOf.get(store) ?? new Map<string, Known>();
  knownOf.set(store, sessions);
  const known = sessions.get(id) ?? { upTo: 0, texts: [] };
  let { upTo, texts } = known;
  const found: string[] = [];
  for await (const entry of unhurried((await transcripts()).newestFirst(id))) {
    upTo = Math.max(upTo, entry.n);
    if (entry.n <= known.upTo || found.length >= warningsMax) break;
    if (entry.type === 'start') {
      texts = [];
      break;
    }
    const { type, level, text } = entry;
    if (type === 'notice' && level !== 'info') found.push(typeof text === 'string' ? text : '');
  }
  texts = [...texts, ...found.toReversed()].slice(-warningsMax);
  if (sessions.size >= sessionsMax) sessions.clear();
  sessions.set(id, { upTo, texts });
  return texts;
}
