import type { Condition } from './condition.ts';
import type { Pipeline, PipelineNode } from './definition.ts';

/** A pipeline as a Mermaid flowchart: gates are hexagons, sessions are round and hold their participants. */
export function toMermaid({ nodes }: Pick<Pipeline, 'nodes'>, direction: 'LR' | 'TD' = 'LR'): string {
  const all = Object.values(nodes);
  const spoken = new Set(all.flatMap((node) => (node.type === 'session' ? node.participants : [])));
  const led = new Set(all.flatMap(({ handoffs }) => handoffs.flatMap(({ to }) => to)));
  const lines = all
    // Who only speaks in a session stands in its name.
    .filter((node) => !spoken.has(node.id) || led.has(node.id) || node.handoffs.length > 0)
    .flatMap((node) => [`  ${shape(node)}`, ...edges(node)]);
  return [`flowchart ${direction}`, ...lines, ''].join('\n');
}

/** In the words of a file. */
export function conditionText(condition: Condition): string {
  return condition.type === 'expression' ? condition.text : condition.type;
}

function shape(node: PipelineNode): string {
  const text = quoted(label(node));
  if (node.type === 'session') return `${node.id}([${text}])`;
  return node.gate === null ? `${node.id}[${text}]` : `${node.id}{{${text}}}`;
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

/** Nothing of it is markup to Mermaid. */
function quoted(text: string): string {
  return `"${text.replace(/[&"<>#`|]/g, (sign) => `#${sign.codePointAt(0) ?? 0};`)}"`;
}
