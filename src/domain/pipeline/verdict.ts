import { objectsIn } from './json-in-text.ts';
import { directives } from './lines.ts';

/** What a judging model said. Nothing that is not said plainly is ever an approval. */
export interface Verdict {
  readonly decision: 'approved' | 'rejected' | 'undecided';
  readonly reason: string;
}

/** By the object with a decision, else by a line `VERDICT: …`; several that differ are no decision. */
export function parseVerdict(reply: string): Verdict {
  const objects = objectsIn(reply).flatMap((object) => {
    const decision = decisionOf(object['decision'] ?? object['verdict']);
    return decision === null ? [] : [{ decision, reason: textOf(object['reason']) }];
  });
  const said = directives(reply, 'VERDICT').flatMap((rest) => {
    const [, word = '', reason = ''] = /^([A-Za-z]+)[\s.:,;–—-]*(.*)$/.exec(rest) ?? [];
    const decision = decisionOf(word);
    return decision === null ? [] : [{ decision, reason }];
  });
  const found = objects.length > 0 ? objects : said;
  const last = found.at(-1);
  if (last === undefined) return undecided('it gave no decision', reply);
  if (found.some(({ decision }) => decision !== last.decision))
    return undecided('it decided both ways', reply);
  return last.reason === '' ? { ...last, reason: restOf(reply) } : last;
}

function decisionOf(value: unknown): 'approved' | 'rejected' | null {
  const word = typeof value === 'string' ? value.trim().toLowerCase() : '';
  if (word === 'approved' || word === 'approve') return 'approved';
  return word === 'rejected' || word === 'reject' ? 'rejected' : null;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}

const shownMax = 500;

function undecided(why: string, reply: string): Verdict {
  const text = restOf(reply);
  return { decision: 'undecided', reason: text === '' ? `${why}: it said nothing` : `${why}: ${text}` };
}

function restOf(reply: string): string {
  const text = reply.trim();
  return text.length > shownMax ? `${text.slice(0, shownMax)}…` : text;
}
