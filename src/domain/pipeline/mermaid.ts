import type { Condition } from './condition.ts';
import type { Pipeline, PipelineNode } from './definition.ts';
import type { Step } from './run.ts';

/** A pipeline as a Mermaid flowchart: a gate is a diamond, a session is round and names its participants. */
export function toMermaid(
  { nodes }: Pick<Pipeline, 'nodes'>,
  marks: Readonly<Record<string, string>> = {},
): string {
  const all = Object.values(nodes);
  const spoken = new Set(all.flatMap((node) => (node.type === 'session' ? node.participants : [])));
  const led = new Set(all.flatMap(({ handoffs }) => handoffs.flatMap(({ to }) => to)));
  // Who only speaks in a session stands in its name.
  const drawn = all.filter((node) => !spoken.has(node.id) || led.has(node.id) || node.handoffs.length > 0);
  // A node's shape is that of its first mention.
  return [
    'flowchart LR',
    ...drawn.map((node) => `  ${shape(node, marks[node.id])}`),
    ...drawn.flatMap(edges),
    '',
  ].join('\n');
}

/** How far a run is, by node: ✓ done, ✗ failed or rejected, ● at work, ○ waits; how often, when more than once. */
export function marksOf(
  steps: readonly Pick<Step, 'node' | 'kind' | 'state' | 'decision'>[],
): Readonly<Record<string, string>> {
  const own = steps.filter(({ kind }) => kind === 'stage' || kind === 'session' || kind === 'turn');
  const counts = new Map<string, number>();
  const marks = new Map<string, string>();
  for (const step of own) {
    const count = (counts.get(step.node) ?? 0) + 1;
    counts.set(step.node, count);
    marks.set(step.node, count === 1 ? markOf(step) : `${markOf(step)} ${count}×`);
  }
  return Object.fromEntries(marks);
}

function markOf({ state, decision }: Pick<Step, 'state' | 'decision'>): string {
  if (state === 'open') return '●';
  if (state === 'held') return '○';
  return state === 'done' && decision !== 'rejected' ? '✓' : '✗';
}

/** In the words of a file. */
export function conditionText(condition: Condition): string {
  return condition.type === 'expression' ? condition.text : condition.type;
}

function shape(node: PipelineNode, mark: string | undefined): string {
  const text = quoted(mark === undefined ? label(node) : `${mark} ${label(node)}`);
  if (node.type === 'session') return `${node.id}(${text})`;
  return node.gate === null ? `${node.id}[${text}]` : `${node.id}{${text}}`;
}

function label(node: PipelineNode): string {
  const gate = node.gate === null ? '' : ` · ${node.gate.type} gate`;
  if (node.type === 'agent') return `${node.id} · ${node.runtime}${gate}`;
  return `${node.id}: ${node.participants.join(', ')}${gate}`;
}

function edges(node: PipelineNode): readonly string[] {
  return node.handoffs.flatMap(({ to, condition }) => {
    const text = condition.type === 'always' ? '' : `|${quoted(conditionText(condition))}|`;
    const targets = to.length === 0 ? [`${node.id}_any["whom it names"]`] : to;
    return targets.map((id) => `  ${node.id} -->${text} ${id}`);
  });
}

/**
 * For a terminal. What draws there knows no entities, and makes a line of the spaces of an edge's text: each becomes one sign of
 * no meaning while it is drawn, so that every line stays as long as it is.
 */
export function drawnAsText(mermaid: string, draw: (text: string) => string): string {
  const hidden = mermaid
    .replace(/#(\d{1,3});/g, (_, code: string) => String.fromCodePoint(hiddenFrom + Number(code)))
    .replace(/\|"[^"]*"\|/g, (text) => text.replaceAll(' ', String.fromCodePoint(hiddenFrom + 32)));
  return draw(hidden).replace(/[\ue000-\ue3ff]/g, (sign) =>
    String.fromCodePoint((sign.codePointAt(0) ?? hiddenFrom) - hiddenFrom),
  );
}

/** Where signs for private use begin. */
const hiddenFrom = 0xe000;

/** Nothing of it is markup to Mermaid. */
function quoted(text: string): string {
  return `"${text.replace(/[&"<>#`|]/g, (sign) => `#${sign.codePointAt(0) ?? 0};`)}"`;
}
