import type { Condition } from './condition.ts';
import { type Handoff, type PipelineNode } from './definition.ts';
import { fieldsIn, holds } from './expression.ts';
import { namedHandoffs } from './handoff-lines.ts';
import { fieldsOf } from './output-fields.ts';
import { renderTemplate } from './template.ts';

/** How a stage ended, as its handoffs see it. */
export interface Outcome {
  readonly input: string;
  readonly output: string;
  readonly decision: 'approved' | 'rejected' | 'undecided' | null;
  readonly reason: string | null;
  /** Of a session; null of an agent. */
  readonly isConsensus: boolean | null;
}

export interface Target {
  readonly node: string;
  readonly label: string | null;
  readonly input: string;
}

export interface Routed {
  readonly targets: readonly Target[];
  /** What somebody should know of how that came about. */
  readonly notes: readonly string[];
}

/** Whom it hands over to: every handoff that holds, each target once. Throws TemplateError. */
export function route(node: PipelineNode, outcome: Outcome, ids: readonly string[]): Routed {
  const targets = new Map<string, Target>();
  const notes: string[] = [];
  for (const handoff of node.handoffs) {
    if (!isTaken(handoff.condition, outcome, notes)) continue;
    const input = renderTemplate(handoff.payload, {
      output: outcome.output,
      input: outcome.input,
      reject_reason: outcome.decision === 'approved' ? '' : (outcome.reason ?? ''),
      gate_result: outcome.decision ?? '',
    });
    for (const id of targetsOf(handoff, node.id, outcome, ids, notes))
      if (!targets.has(id)) targets.set(id, { node: id, label: handoff.task, input });
  }
  return { targets: [...targets.values()], notes };
}

function isTaken(condition: Condition, outcome: Outcome, notes: string[]): boolean {
  if (condition.type !== 'expression') return holdsOf(condition, outcome);
  const fieldOf = fieldsOf(outcome.output);
  const absent = fieldsIn(condition.expression).filter((path) => fieldOf(path) === undefined);
  for (const path of absent) notes.push(`"${condition.text}": the output says nothing of ${path.join('.')}`);
  return holds(condition.expression, fieldOf);
}

type PlainCondition = Exclude<Condition, { type: 'expression' }>;

/** By its verdict and its votes alone. */
export function holdsOf(
  { type }: PlainCondition,
  { decision, isConsensus }: Pick<Outcome, 'decision' | 'isConsensus'>,
): boolean {
  switch (type) {
    case 'always':
    case 'auto':
      return true;
    case 'on_approve':
      return decision === 'approved';
    case 'on_reject':
      return decision === 'rejected' || decision === 'undecided';
    case 'on_pass':
      return decision === null || decision === 'approved';
    case 'on_consensus':
      return isConsensus === true;
    case 'on_no_consensus':
      return isConsensus === false;
  }
}

function targetsOf(
  { to, condition }: Handoff,
  self: string,
  { output }: Outcome,
  ids: readonly string[],
  notes: string[],
): readonly string[] {
  if (condition.type !== 'auto') return to;
  const allowed = to.length === 0 ? ids.filter((id) => id !== self) : to;
  const { targets, unknown } = namedHandoffs(output, allowed);
  for (const name of unknown) notes.push(`HANDOFF: there is no agent "${name}" to hand over to`);
  if (targets.length === 0) notes.push('it named nobody on a line "HANDOFF: id"');
  return targets;
}
