import type { AgentNode } from '../../../domain/pipeline/definition.ts';
import { gatePrompt, stagePrompt, turnPrompt } from '../../../domain/pipeline/prompt.ts';
import type { Step } from '../../../domain/pipeline/run.ts';
import { TemplateError } from '../../../domain/pipeline/template.ts';
import { chunkTable } from '../../../domain/pipeline/chunk-list.ts';
import type { ByKind } from '../../../store/port.ts';
import { openRequest } from '../request/open.ts';
import { createTask } from '../task/add.ts';
import {
  agentNodeOf,
  type Board,
  changeRun,
  changeStep,
  current,
  inputOf,
  isOpen,
  nodeOf,
  outputOf,
  sessionNodeOf,
  stepsOf,
} from './board.ts';
import { contextOf, transcriptOf } from './context.ts';
import { endRun } from './end.ts';
import { beginSession } from './discuss.ts';

/** Begins what may begin now: joins whose branches have come, then as many as there is room for. */
export function beginHeld(board: Board): void {
  for (;;) {
    const steps = stepsOf(board.tx, board.run.id);
    const next = steps.find((step) => step.state === 'held' && mayBegin(board, step, steps));
    if (next === undefined) return;
    begin(board, next);
    if (current(board).endedAt !== null) return;
  }
}

function mayBegin(board: Board, step: ByKind<'step'>, steps: readonly ByKind<'step'>[]): boolean {
  if (step.notBefore !== null && step.notBefore > board.tx.now) return false;
  if (!isJoined(board, step, steps)) return false;
  const working = steps.filter(({ state, task }) => state === 'open' && task !== null).length;
  return working < board.pipeline.limits.parallelMax;
}

/** Whether enough branches have come; with `all`, none that may still come is left. */
function isJoined({ pipeline }: Board, step: ByKind<'step'>, steps: readonly ByKind<'step'>[]): boolean {
  const { join } = nodeOf({ pipeline }, step.node);
  const { group } = step;
  if (join === null || group === null || step.retries > 0) return true;
  const wanted = join === 'any' ? 1 : join === 'all' ? Infinity : join;
  if (step.arrived >= wanted) return true;
  return !steps.some((other) => isOpen(other) && other.branches.includes(group));
}

function begin(board: Board, step: ByKind<'step'>): void {
  try {
    if (step.kind === 'session') return beginSession(board, step);
    if (step.kind === 'gate' && nodeOf(board, step.node).gate?.type === 'human') return askPerson(board, step);
    if (asksBefore(board, step)) return askBefore(board, step);
    beginTask(board, step);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    changeStep(board, step, { state: 'failed', error: error.message, endedAt: board.tx.now }, { type: 'step.failed' });
    endRun(board, 'failed', `the template of ${step.node}: ${error.message}`);
  }
}

function beginTask(board: Board, step: ByKind<'step'>): void {
  const { tx, run, pipeline } = board;
  const { calls } = current(board);
  if (calls >= pipeline.limits.callsMax)
    return endRun(board, 'limited', `it made ${calls} calls of agents, as many as it may`);
  if (step.depth > pipeline.limits.depthMax)
    return endRun(board, 'limited', `it went ${step.depth - 1} stages deep, as far as it may`);
  const { prompt, contextChars, wholeChars } = promptOf(board, step);
  const task = createTask(tx, board.context as Parameters<typeof createTask>[1], {
    title: `${run.id} ${whatOf(step)}: ${run.title}`.slice(0, 200),
    description: prompt,
    queue: queueOf(step),
    priority: run.priority,
    // What fails is begun again by the run, which knows how often and with what.
    maxAttempts: 1,
  });
  const open = { state: 'open', task, startedAt: step.startedAt ?? tx.now, contextChars, wholeChars } as const;
  changeStep(board, step, open, { type: 'step.started', task, data: { run: run.id, node: step.node } });
  changeRun(board, { calls: calls + 1, state: 'running', why: null }, { type: 'run.advanced' });
}

function whatOf({ node, kind, round }: Step): string {
  if (kind === 'turn') return `${node} in round ${round}`;
  return kind === 'stage' ? node : `${node} ${kind}`;
}

/** Queue of the tasks of a step: of its agent in this run. */
export function queueOf({ run, node, kind }: Pick<Step, 'run' | 'node' | 'kind'>): string {
  return kind === 'gate' ? `${run}.${node}.gate` : `${run}.${node}`;
}

interface Prompt {
  readonly prompt: string;
  readonly contextChars: number;
  readonly wholeChars: number;
}

function promptOf(board: Board, step: ByKind<'step'>): Prompt {
  const none = { contextChars: 0, wholeChars: 0 };
  if (step.kind === 'gate') return { prompt: judgePrompt(board, step), ...none };
  const node = agentNodeOf(board, step.node);
  const { text, wholeChars } = contextOf(board, strategyOf(node, step), step.id);
  const parts = {
    input: inputOf(board, step),
    context: text,
    transcript: transcriptOf(board, step),
    chunks: chunkTable(current(board).chunks),
  };
  const ids = Object.keys(board.pipeline.nodes);
  const prompt =
    step.kind === 'turn' || step.kind === 'summary'
      ? turnPrompt(node, sessionNodeOf(board, board.tx.get('step', step.from ?? '')?.node ?? ''), parts, {
          round: step.round,
          isSummary: step.kind === 'summary',
        })
      : stagePrompt(node, parts, ids);
  return { prompt, contextChars: text.length, wholeChars };
}

/** After a failed attempt perhaps with less context. */
function strategyOf(node: AgentNode, { retries }: Step): AgentNode {
  const { fallbackContext } = node.retry;
  return retries > 0 && fallbackContext !== null ? { ...node, context: fallbackContext } : node;
}

function judgePrompt(board: Board, step: ByKind<'step'>): string {
  const { gate } = nodeOf(board, step.node);
  if (gate?.type !== 'llm') return gate?.type === 'command' ? gate.command.join(' ') : '';
  const judged = outputOf(board, { id: step.from ?? '' });
  return gatePrompt(gate.prompt.replaceAll('{{ output }}', '').trim() === '' ? '' : gate.prompt, judged);
}

/** A gate that a person decides, in the inbox of all requests. */
function askPerson(board: Board, step: ByKind<'step'>): void {
  const { gate } = nodeOf(board, step.node);
  const question = gate !== null && gate.type !== 'command' ? gate.prompt : '';
  wait(board, step, {
    kind: 'approval',
    title: `${board.run.id}: may the work of ${step.node} go on?${question === '' ? '' : ` ${question}`}`,
    detail: outputOf(board, { id: step.from ?? '' }),
  });
}

function asksBefore(board: Board, step: ByKind<'step'>): boolean {
  if (step.kind !== 'stage' || step.request !== null) return false;
  const { humanInput } = agentNodeOf(board, step.node);
  return humanInput !== null && humanInput.mode !== 'on_demand' && step.retries === 0;
}

function askBefore(board: Board, step: ByKind<'step'>): void {
  const { humanInput } = agentNodeOf(board, step.node);
  const asked = humanInput?.prompt ?? '';
  wait(board, step, {
    kind: 'question',
    title: asked === '' ? `What should ${step.node} know before it begins?` : asked,
    detail: inputOf(board, step),
  });
}

/** The step waits for a person; nothing is decided by time. */
export function wait(
  board: Board,
  step: ByKind<'step'>,
  request: { readonly kind: 'approval' | 'question'; readonly title: string; readonly detail: string },
): void {
  const { tx, run } = board;
  const { id } = openRequest(tx, board.context, { ...request, agent: run.id, dueAt: null });
  const open = { state: 'open', request: id, task: null, startedAt: step.startedAt ?? tx.now } as const;
  changeStep(board, step, open, { type: 'step.waiting', data: { run: run.id, request: id } });
}
