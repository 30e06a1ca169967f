import { ShoalError } from '../../../domain/errors.ts';
import type { Step } from '../../../domain/pipeline/run.ts';
import type { ByKind, View } from '../../../store/port.ts';
import { addStep, type Board, changeRun, nodeOf, stepsOf } from './board.ts';
import { beginHeld } from './begin.ts';
import { goOn } from './discuss.ts';
import { endIfNothingIsLeft } from './end.ts';
import { handOver } from './stage.ts';

/** First stage that a restart does again, unless it is told: what had not finished, else what was rejected, else the last one. */
function stageToRestart(run: ByKind<'run'>, steps: readonly ByKind<'step'>[]): number {
  const rejected = steps.findLast(
    ({ stage, decision }) => stage !== null && decision !== null && decision !== 'approved',
  );
  if (run.state === 'rejected' && typeof rejected?.stage === 'number') return rejected.stage;
  const isUnfinished = steps.some(
    ({ kind, state }) => kind !== 'turn' && kind !== 'summary' && state !== 'done',
  );
  return isUnfinished && run.state !== 'completed' ? run.stages + 1 : Math.max(1, run.stages);
}

export function requireStage(
  run: ByKind<'run'>,
  steps: readonly ByKind<'step'>[],
  wanted: number | undefined,
): number {
  const usual = stageToRestart(run, steps);
  const last = Math.max(run.stages, usual, 1);
  if (wanted === undefined) return usual;
  if (wanted <= last) return wanted;
  throw new ShoalError(
    'INVALID_INPUT',
    `${run.id} has ${last === 1 ? 'one stage' : `${last} stages`}, not ${wanted}.`,
    {
      hint: `Give --from-stage 1 to ${last}; see \`shoal show ${run.id}\`.`,
    },
  );
}

/** Steps of a run that one which restarts it from a stage keeps: the stages before, their gates, and all that was said in them. */
export function keptSteps(
  run: ByKind<'run'>,
  steps: readonly ByKind<'step'>[],
  fromStage: number,
): readonly ByKind<'step'>[] {
  const isWhole = fromStage > run.stages;
  const stages = new Set(
    steps
      .filter((step) => (step.stage !== null && step.stage < fromStage) || (isWhole && isBroken(step, steps)))
      .map(({ id }) => id),
  );
  return steps.filter(
    ({ id, kind, state, from }) =>
      stages.has(id) ||
      ((kind === 'gate' || kind === 'turn' || kind === 'summary') &&
        state === 'done' &&
        stages.has(from ?? '')),
  );
}

/** A session in which somebody had spoken when its run ended: it goes on after the last word. */
function isBroken({ id, kind, state }: Step, steps: readonly Step[]): boolean {
  return (
    kind === 'session' &&
    state !== 'done' &&
    steps.some((turn) => turn.kind === 'turn' && turn.from === id && turn.state === 'done')
  );
}

/** Puts them into the run that takes over; it begins where they end, once it is its turn. */
export function keep(board: Board, view: View, steps: readonly ByKind<'step'>[]): void {
  const { tx } = board;
  const ids = new Map<string, string>();
  const mapped = (id: string | null): string | null => (id === null ? null : (ids.get(id) ?? null));
  for (const step of steps) {
    const text = view.get('stepText', step.id);
    const isBrokenSession = step.kind === 'session' && step.state !== 'done';
    const { id } = addStep(board, {
      ...step,
      ...(isBrokenSession
        ? ({ state: 'open', error: null, endedAt: null, round: 0, agrees: null } as const)
        : {}),
      task: null,
      request: null,
      notBefore: null,
      from: mapped(step.from),
      group: mapped(step.group),
      joined: (step.joined ?? []).flatMap((one) => mapped(one) ?? []),
      branches: step.branches.flatMap((branch) => mapped(branch) ?? []),
      contextChars: 0,
      wholeChars: 0,
      input: text?.input ?? '',
    });
    ids.set(step.id, id);
    if (typeof text?.output === 'string')
      tx.update('stepText', id, { output: text.output }, { type: 'step.gave' });
  }
  const stages = steps.filter(({ stage }) => stage !== null);
  const chars = stages.reduce((sum, step) => sum + step.chars, 0);
  changeRun(board, { stages: stages.length, chars }, { type: 'run.advanced' });
}

/** What the kept stages hand over to and is not among them begins: the same rules, with the plan as it is now. */
export function goOnFromKept(board: Board): void {
  const steps = stepsOf(board.tx, board.run.id);
  for (const step of steps) {
    if (isEnded(board)) return;
    if (step.kind === 'session' && step.state === 'open') goOn(board, step);
    if (step.stage === null) continue;
    const next = steps.filter(({ from }) => from === step.id);
    const isJudged = step.decision !== null || nodeOf(board, step.node).gate === null;
    if (isJudged)
      handOver(board, step, step.decision === null ? null : step.reason, (node) =>
        next.some((one) => one.node === node && one.kind !== 'gate'),
      );
    else addGate(board, step);
  }
  if (!isEnded(board)) beginHeld(board);
  if (!isEnded(board)) endIfNothingIsLeft(board);
}

function addGate(board: Board, { id, node, branches, depth }: ByKind<'step'>): void {
  addStep(board, { node, kind: 'gate', from: id, branches, depth, input: '' });
}

function isEnded({ tx, run }: Board): boolean {
  return tx.get('run', run.id)?.endedAt !== null;
}

/** Nodes that a plan lacks and kept steps are of. Ends nothing itself. */
export function missingNodes(board: Pick<Board, 'pipeline'>, steps: readonly Step[]): readonly string[] {
  const names = new Set(steps.filter(({ node }) => !node.startsWith('@')).map(({ node }) => node));
  return [...names].filter((name) => !Object.hasOwn(board.pipeline.nodes, name));
}
