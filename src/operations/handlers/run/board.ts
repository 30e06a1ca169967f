import type { AgentNode, Pipeline, PipelineNode, SessionNode } from '../../../domain/pipeline/definition.ts';
import { newStep, placesOf, type Run, type Step } from '../../../domain/pipeline/run.ts';
import type { ByKind, EventNote, Transaction, View } from '../../../store/port.ts';
import type { Context } from '../../context.ts';

/** A run in one transaction: what it is, and what may be done with it. */
export interface Board {
  readonly tx: Transaction;
  readonly context: Pick<Context, 'settings' | 'place'>;
  readonly run: ByKind<'run'>;
  readonly pipeline: Pipeline;
  /** Counters that are written once, with the last of what they count. Without it: at once. */
  readonly pending?: { patch: Partial<Run> };
}

export function boardOf(tx: Transaction, context: Board['context'], id: string): Board | null {
  const run = tx.get('run', id);
  const pipeline = run === undefined ? undefined : planOf(tx, run.plan);
  return run === undefined || pipeline === undefined ? null : { tx, context, run, pipeline };
}

/** Plans that were read last: an id is a digest of what it names, so that what was read once is so for ever. */
const plans = new Map<string, Pipeline>();
const plansMax = 16;

/** To be read at every step of a run, however large it is. */
export function planOf(view: View, id: string): Pipeline | undefined {
  const known = plans.get(id) ?? view.get('plan', id)?.pipeline;
  plans.delete(id);
  if (known !== undefined) plans.set(id, known);
  for (const oldest of [...plans.keys()].slice(0, -plansMax)) plans.delete(oldest);
  return known;
}

export function nodeOf({ pipeline }: Pick<Board, 'pipeline'>, id: string): PipelineNode {
  const node = Object.hasOwn(pipeline.nodes, id) ? pipeline.nodes[id] : undefined;
  if (node === undefined) throw new Error(`the plan has no node ${id}`);
  return node;
}

export function agentNodeOf(board: Pick<Board, 'pipeline'>, id: string): AgentNode {
  const node = nodeOf(board, id);
  if (node.type !== 'agent') throw new Error(`${id} is a session`);
  return node;
}

export function sessionNodeOf(board: Pick<Board, 'pipeline'>, id: string): SessionNode {
  const node = nodeOf(board, id);
  if (node.type !== 'session') throw new Error(`${id} is no session`);
  return node;
}

/** In the order in which they were begun. */
export function stepsOf(view: View, run: string): readonly ByKind<'step'>[] {
  return view.list('step', { where: { run } }).toSorted((one, other) => one.n - other.n);
}

/** Those that are held or open, in the order in which they were begun. */
export function openSteps(view: View, run: string): readonly ByKind<'step'>[] {
  return view.list('step', { where: { liveIn: run } });
}

/** Steps that a step led to: the turns of a session, the gate of a stage, and what came after. */
export function stepsFrom(view: View, from: string): readonly ByKind<'step'>[] {
  return view.list('step', { where: { from } });
}

export function changeRun({ tx, run, pending }: Board, patch: Partial<Run>, note: EventNote): void {
  const whole = { ...pending?.patch, ...patch };
  if (pending === undefined) return void tx.update('run', run.id, whole, note);
  const isCounted = note.type === counted.type;
  pending.patch = isCounted ? whole : {};
  if (!isCounted) tx.update('run', run.id, whole, note);
}

const counted: EventNote = { type: 'run.advanced' };

/** Writes what is pending. */
export function writeRun({ tx, run, pending }: Board): void {
  if (pending === undefined || Object.keys(pending.patch).length === 0) return;
  tx.update('run', run.id, pending.patch, counted);
  pending.patch = {};
}

/** The run as it is now in this transaction. */
export function current({ tx, run, pending }: Board): ByKind<'run'> {
  return { ...(tx.get('run', run.id) ?? run), ...pending?.patch };
}

export type StepOrder = Pick<Step, 'node' | 'kind'> & Partial<Step> & { readonly input: string };

/** A step that is not begun yet. */
export function addStep(board: Board, { input, ...fields }: StepOrder): ByKind<'step'> {
  const { tx } = board;
  const n = current(board).steps + 1;
  const added = newStep({ ...fields, id: tx.nextId('step'), run: board.run.id, n });
  const step = { ...added, ...placesOf(added) };
  tx.create('step', step, { type: 'step.added', data: { run: board.run.id, node: step.node } });
  tx.create('stepText', { id: step.id, run: board.run.id, input, output: null }, { type: 'step.given' });
  changeRun(board, { steps: n }, { type: 'run.advanced' });
  return step;
}

/** With the fields by which it is found; its event says of which run it is. */
export function changeStep(
  { tx }: Pick<Board, 'tx'>,
  { id }: Pick<Step, 'id'>,
  patch: Partial<Step>,
  note: EventNote,
): ByKind<'step'> {
  const step = tx.get('step', id);
  const places = step === undefined ? {} : placesOf({ ...step, ...patch });
  const data = { ...(step === undefined ? {} : { run: step.run, node: step.node }), ...note.data };
  return tx.update('step', id, { ...patch, ...places }, { ...note, data });
}

export function inputOf({ tx }: { readonly tx: View }, step: Pick<Step, 'id'>): string {
  return tx.get('stepText', step.id)?.input ?? '';
}

export function outputOf({ tx }: { readonly tx: View }, step: Pick<Step, 'id'>): string {
  return tx.get('stepText', step.id)?.output ?? '';
}
