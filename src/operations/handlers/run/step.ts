import { ShoalError } from '../../../domain/errors.ts';
import type { PipelineNode } from '../../../domain/pipeline/definition.ts';
import { dataOf } from '../../../domain/pipeline/output-fields.ts';
import type { ByKind, View } from '../../../store/port.ts';
import type { Handler } from '../../context.ts';
import type * as contracts from '../../contracts/run.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { isoTime } from '../../present.ts';
import { outputOf, planOf, stepsOf } from './board.ts';
import { toSteps } from './present.ts';

type StepInFull = OutputOf<typeof contracts.runStep>;
type Found = ByKind<'step'>;

/** All that is known of one step. */
export const step: Handler<InputOf<typeof contracts.runStep>, StepInFull> = ({ store }, { id, chars }) =>
  store.read((view) => {
    const found = requireStep(view, id);
    const steps = stepsOf(view, found.run);
    const shown = toSteps(view, steps)[steps.findIndex((one) => one.id === found.id)];
    if (shown === undefined) throw new Error(`${found.id} is no step of ${found.run}`);
    const { input = '', output = null } = view.get('stepText', found.id) ?? {};
    const prompt = found.task === null ? null : (view.get('task', found.task)?.description ?? null);
    const node = nodeOf(view, found);
    return {
      ...shown,
      run: found.run,
      input: input.slice(0, chars),
      inputChars: input.length,
      output: output?.slice(0, chars) ?? null,
      outputChars: output?.length ?? 0,
      prompt: prompt?.slice(0, chars) ?? null,
      promptChars: prompt?.length ?? 0,
      fields: dataOf(output ?? '', node?.handoffs ?? []),
      ...workerOf(found, node),
      sessions: sessionsOf(view, found),
      gate: gateOf(steps, found),
      next: nextOf(steps, found),
      turns: turnsOf(view, steps, found, chars),
    };
  });

function requireStep(view: View, id: string): Found {
  const found = view.get('step', id.toLowerCase());
  if (found !== undefined) return found;
  throw new ShoalError('NOT_FOUND', `There is no step ${id}.`, {
    hint: 'See `shoal show r12` for those of a run.',
  });
}

function nodeOf(view: View, { run, node }: Found): PipelineNode | undefined {
  const nodes = planOf(view, view.get('run', run)?.plan ?? '')?.nodes ?? {};
  return Object.hasOwn(nodes, node) ? nodes[node] : undefined;
}

type Worker = Pick<StepInFull, 'runtime' | 'model' | 'contextStrategy'>;

function workerOf({ kind }: Found, node: PipelineNode | undefined): Worker {
  const none = { runtime: null, model: null, contextStrategy: null };
  if (kind === 'gate') {
    const gate = node?.gate;
    return gate?.type === 'llm' ? { ...none, runtime: gate.runtime, model: gate.model } : none;
  }
  if (node?.type !== 'agent') return none;
  return { runtime: node.runtime, model: node.model, contextStrategy: node.context };
}

function sessionsOf(view: View, { task }: Found): string[] {
  return task === null ? [] : view.list('session', { where: { task } }).map(({ id }) => id);
}

function gateOf(steps: readonly Found[], { id }: Found): StepInFull['gate'] {
  const gate = steps.findLast(({ kind, from }) => kind === 'gate' && from === id);
  return gate === undefined ? null : { step: gate.id, decision: gate.decision, reason: gate.reason };
}

function nextOf(steps: readonly Found[], { id }: Found): StepInFull['next'] {
  return steps
    .filter(
      ({ kind, from, joined = [] }) =>
        (kind === 'stage' || kind === 'session') && (from === id || joined.includes(id)),
    )
    .map((next) => ({ step: next.id, node: next.node, label: next.label }));
}

function turnsOf(
  view: View,
  steps: readonly Found[],
  { id }: Found,
  chars: number | undefined,
): StepInFull['turns'] {
  const said = steps.filter(({ kind, from }) => (kind === 'turn' || kind === 'summary') && from === id);
  return said.map((turn) => {
    const text = turn.state === 'done' ? outputOf({ tx: view }, turn) : (turn.error ?? null);
    return {
      step: turn.id,
      speaker: turn.node,
      kind: turn.kind === 'summary' ? 'summary' : 'turn',
      round: turn.round,
      state: turn.state,
      vote: voteOf(turn, said),
      text: text?.slice(0, chars) ?? null,
      chars: text?.length ?? 0,
      startedAt: isoTime(turn.startedAt),
      endedAt: isoTime(turn.endedAt),
    };
  });
}

function voteOf(turn: Found, said: readonly Found[]): 'agree' | 'withdraw' | 'none' {
  if (turn.agrees === true) return 'agree';
  const before = said.findLast(
    ({ node, round, kind }) => kind === 'turn' && node === turn.node && round < turn.round,
  );
  return turn.kind === 'turn' && turn.state === 'done' && before?.agrees === true ? 'withdraw' : 'none';
}
