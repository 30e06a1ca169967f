import type { ByKind, View } from '../../store/port.ts';

/*
 * A message reaches a harness as one block: a header line, then the body with `| ` before each of its lines. A body has
 * therefore no line that begins with anything else, and cannot imitate a header, however it breaks its lines.
 */

/** Everything that anybody might take for the end of a line. */
const lineBreak = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/;

export function messageBlock(view: View, message: ByKind<'message'>): string {
  const urgent = message.urgent ? ' · urgent' : '';
  const topic = message.topic === null ? '' : ` · #${message.topic}`;
  const header = `[shoal] ${message.kind} ${message.id} from ${senderOf(view, message)}${topic}${urgent} · ${timeText(message.createdAt)}`;
  const quoted = message.body
    .split(lineBreak)
    .map((line) => `| ${line}`)
    .join('\n');
  const answer = message.kind === 'question' ? `\n[shoal] answer with: shoal reply ${message.id} "…"` : '';
  return `${header}\n${quoted}${answer}`;
}

const likeHeader = /(^|[\n\r\v\f\u0085\u2028\u2029])([\p{Zs}\p{Cf}\t]*\[shoal\])/giu;

/** A first turn is given as it was written, but for lines that would pass for Shoal's own. */
export function openingBlock(text: string): string {
  return text.replace(likeHeader, '$1| $2');
}

/** What Shoal itself has to say. */
export function noteBlock(text: string): string {
  return `[shoal] ${text.split(lineBreak).join('\n| ')}`;
}

/** `agent:impl`, `person:pat`, or who Shoal itself speaks for: `shoal`, `queue:review · t42 · done`. */
export function senderOf(view: View, { from }: Pick<ByKind<'message'>, 'from'>): string {
  const sender = view.get('agent', from);
  if (sender !== undefined) return `${sender.human ? 'person' : 'agent'}:${sender.name}`;
  return from.split(lineBreak).join(' ');
}

function timeText(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
