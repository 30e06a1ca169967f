import { targetsOf, type Pipeline } from '../../../domain/pipeline/definition.ts';
import type { Target } from '../../../domain/pipeline/route.ts';
import type { ByKind } from '../../../store/port.ts';
import { addStep, type Board, changeRun, changeStep, inputOf, nodeOf, openSteps } from './board.ts';

/*
 * J1  Branches of one fan-out that hand over to the same joining node meet in one step of it.
 * J2  It begins when as many have come as it wants, or when nobody is left on the fan-out who could still come.
 * J3  Who comes when it has begun is dropped.
 * J4  Of fan-outs within each other, they meet in the outermost of which somebody else can still come.
 */

/** A handoff reaches its target: a step of its own, or a meeting. */
export function arrive(
  board: Board,
  from: ByKind<'step'>,
  target: Target,
  branches: readonly string[],
): void {
  const { tx } = board;
  const node = nodeOf(board, target.node);
  const kind = node.type === 'session' ? 'session' : 'stage';
  const order = { node: node.id, kind, label: target.label, from: from.id, depth: from.depth + 1 } as const;
  if (node.join === null || branches.length === 0)
    return void addStep(board, { ...order, branches, input: target.input });
  const part = `## From ${from.node}\n\n${target.input}`;
  const meeting = meetingOf(board, node.id, branches);
  if (meeting === undefined) {
    const group = groupOf(board, from, node.id, branches);
    return void addStep(board, {
      ...order,
      group: branches[group] ?? null,
      branches: branches.slice(0, group),
      input: part,
    });
  }
  const data = { run: board.run.id, from: from.id };
  if (comesFrom(board, from, meeting.id))
    return void addStep(board, { ...order, branches, input: target.input });
  if (meeting.state !== 'held' || meeting.startedAt !== null)
    return changeRun(board, {}, { type: 'run.branch-dropped', data });
  tx.update(
    'stepText',
    meeting.id,
    { input: `${inputOf(board, meeting)}\n\n${part}` },
    { type: 'step.given' },
  );
  const joined = [...(meeting.joined ?? []), from.id];
  changeStep(board, meeting, { arrived: meeting.arrived + 1, joined }, { type: 'step.joined', data });
}

/** A loop leads back to the meeting: that is not a branch that comes too late. */
function comesFrom({ tx }: Board, step: ByKind<'step'>, meeting: string): boolean {
  for (let at: ByKind<'step'> | undefined = step; at !== undefined; at = tx.get('step', at.from ?? ''))
    if (at.id === meeting) return true;
  return false;
}

/** Where others of a fan-out have met already; the outermost first. */
function meetingOf(board: Board, node: string, branches: readonly string[]): ByKind<'step'> | undefined {
  for (const group of branches) {
    const found = board.tx.list('step', { where: { group } }).find((step) => step.node === node);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Index of the fan-out in `branches` that the meeting is of (J4). */
function groupOf(board: Board, from: ByKind<'step'>, node: string, branches: readonly string[]): number {
  const others = openSteps(board.tx, board.run.id).filter(({ id }) => id !== from.id);
  for (let at = 0; at < branches.length - 1; at += 1) {
    const [outer = '', inner = ''] = branches.slice(at, at + 2);
    const isBeside = (step: ByKind<'step'>): boolean => isOn(step, outer) && !isOn(step, inner);
    if (others.some((step) => isBeside(step) && reaches(board.pipeline, step.node, node))) return at;
  }
  return branches.length - 1;
}

function isOn({ branches, group, kind }: ByKind<'step'>, fanOut: string): boolean {
  return kind !== 'turn' && kind !== 'summary' && (branches.includes(fanOut) || group === fanOut);
}

/** J2 */
export function isJoined(
  { pipeline }: Board,
  step: ByKind<'step'>,
  open: readonly ByKind<'step'>[],
): boolean {
  const { join } = nodeOf({ pipeline }, step.node);
  const { group } = step;
  if (join === null || group === null || step.startedAt !== null) return true;
  const wanted = join === 'any' ? 1 : join === 'all' ? Infinity : join;
  if (step.arrived >= wanted) return true;
  return !open.some((other) => mayStillCome(pipeline, other, step, group));
}

function mayStillCome(
  pipeline: Pipeline,
  other: ByKind<'step'>,
  step: ByKind<'step'>,
  group: string,
): boolean {
  if (other.id === step.id || !isOn(other, group) || !reaches(pipeline, other.node, step.node)) return false;
  // Of two that wait for each other, the one that was first begins.
  const isMutual =
    other.group === group && other.state === 'held' && reaches(pipeline, step.node, other.node);
  return !isMutual || other.n < step.n;
}

/** Fan-outs that a meeting's step is on: still its own, too, when others of it go on elsewhere. */
export function branchesOf(step: ByKind<'step'>, open: readonly ByKind<'step'>[]): readonly string[] {
  const { group, branches, id } = step;
  if (group === null || branches.includes(group)) return branches;
  return open.some((other) => other.id !== id && isOn(other, group)) ? [...branches, group] : branches;
}

/** Whether some way along the handoffs leads from a node to another. */
function reaches({ nodes }: Pipeline, from: string, to: string): boolean {
  const ids = Object.keys(nodes);
  const seen = new Set([from]);
  for (const id of seen) {
    const node = nodes[id];
    const targets = node === undefined ? [] : targetsOf(node, ids);
    if (targets.includes(to)) return true;
    for (const target of targets) seen.add(target);
  }
  return false;
}
