import { chunkTable } from '../../../domain/pipeline/chunk-list.ts';
import type { AgentNode } from '../../../domain/pipeline/definition.ts';
import { entryPrompt, gatePrompt, stagePrompt, turnPrompt } from '../../../domain/pipeline/prompt.ts';
import { isOver, type Step } from '../../../domain/pipeline/run.ts';
import { mentions, renderTemplate, TemplateError } from '../../../domain/pipeline/template.ts';
import { ShoalError } from '../../../domain/errors.ts';
import type { ByKind } from '../../../store/port.ts';
import { createTask } from '../task/add.ts';
import {
  agentNodeOf,
  type Board,
  changeRun,
  changeStep,
  current,
  inputOf,
  nodeOf,
  openSteps,
  outputOf,
  sessionNodeOf,
} from './board.ts';
import { contextOf, transcriptOf } from './context.ts';
import { wait } from './ask.ts';
import { tooDear } from './cost.ts';
import { beginSession } from './discuss.ts';
import { endRun } from './end.ts';
import { branchesOf, isJoined } from './join.ts';
import { queueOf } from './queue-name.ts';

/** Begins what may begin now: joins whose branches have come, then as many as there is room for. */
export function beginHeld(board: Board): void {
  for (;;) {
    const open = openSteps(board.tx, board.run.id);
    const next = open.find((step) => mayBegin(board, step, open));
    if (next === undefined) return;
    begin(board, next, open);
    if (isOver(current(board))) return;
  }
}

function mayBegin(board: Board, step: ByKind<'step'>, open: readonly ByKind<'step'>[]): boolean {
  if (step.state !== 'held') return false;
  if (step.notBefore !== null && step.notBefore > board.tx.now) return false;
  if (!isJoined(board, step, open)) return false;
  const working = open.filter(({ state, task }) => state === 'open' && task !== null).length;
  return working < board.pipeline.limits.parallelMax;
}

function begin(board: Board, held: ByKind<'step'>, open: readonly ByKind<'step'>[]): void {
  const branches = branchesOf(held, open);
  const step =
    branches === held.branches ? held : changeStep(board, held, { branches }, { type: 'step.met' });
  try {
    if (step.kind === 'session') return beginSession(board, step);
    if (step.kind === 'gate' && nodeOf(board, step.node).gate?.type === 'human')
      return askPerson(board, step);
    if (asksBefore(board, step)) return askBefore(board, step);
    beginTask(board, step);
  } catch (error) {
    const why = whyItCannot(error, step);
    if (why === null) throw error;
    changeStep(board, step, { state: 'failed', error: why, endedAt: board.tx.now }, { type: 'step.failed' });
    endRun(board, 'failed', why);
  }
}

/** Of what a run must not be tried with for ever. */
function whyItCannot(error: unknown, { node }: Step): string | null {
  if (error instanceof TemplateError) return `the template of ${node}: ${error.message}`;
  return error instanceof ShoalError && error.code === 'LIMIT'
    ? `${node} could not begin: ${error.message}`
    : null;
}

function beginTask(board: Board, step: ByKind<'step'>): void {
  const { tx, run, pipeline } = board;
  const { calls } = current(board);
  if (calls >= pipeline.limits.callsMax)
    return endRun(board, 'limited', `it made ${calls} calls of agents, as many as it may`);
  if (step.depth > pipeline.limits.depthMax)
    return endRun(board, 'limited', `it went ${step.depth - 1} stages deep, as far as it may`);
  const dear = tooDear(current(board), pipeline);
  if (dear !== null) return endRun(board, 'limited', dear);
  const { prompt, contextChars, wholeChars } = promptOf(board, step);
  const task = createTask(tx, board.context as Parameters<typeof createTask>[1], {
    title: `${run.id} ${whatOf(step)}: ${run.title}`.slice(0, 200),
    description: prompt,
    queue: queueOf(step),
    priority: run.priority,
    // For workers that are lost. What fails is begun again by the run, which knows how often and with what.
    maxAttempts: workersMax,
  });
  const open = {
    state: 'open',
    task,
    startedAt: step.startedAt ?? tx.now,
    contextChars,
    wholeChars,
  } as const;
  changeStep(board, step, open, { type: 'step.started', task, data: { run: run.id, node: step.node } });
  changeRun(board, { calls: calls + 1, state: 'running', why: null }, { type: 'run.advanced' });
}

const workersMax = 5;

function whatOf({ node, kind, round }: Step): string {
  if (kind === 'turn') return `${node} in round ${round}`;
  return kind === 'stage' ? node : `${node} ${kind}`;
}

interface Prompt {
  readonly prompt: string;
  readonly contextChars: number;
  readonly wholeChars: number;
}

function promptOf(board: Board, step: ByKind<'step'>): Prompt {
  const none = { contextChars: 0, wholeChars: 0 };
  const input = inputOf(board, step);
  if (step.kind === 'gate') return { prompt: judgePrompt(board, step), ...none };
  if (step.kind === 'entry') return { prompt: entryPrompt(board.pipeline, input), ...none };
  const node = agentNodeOf(board, step.node);
  const isTurn = step.kind === 'turn' || step.kind === 'summary';
  const { text, wholeChars } = contextOf(board, strategyOf(node, step), input);
  const parts = {
    input,
    context: text,
    transcript: isTurn || mentions(node.prompt, 'transcript') ? transcriptOf(board, step) : '',
    chunks: chunkTable(current(board).chunks),
  };
  const prompt = isTurn
    ? turnPrompt(node, sessionNodeOf(board, board.tx.get('step', step.from ?? '')?.node ?? ''), parts, {
        round: step.round,
        isSummary: step.kind === 'summary',
      })
    : stagePrompt(node, parts, Object.keys(board.pipeline.nodes));
  return { prompt, contextChars: mentions(node.prompt, 'context') ? text.length : 0, wholeChars };
}

/** After a failed attempt perhaps with less context. */
function strategyOf(node: AgentNode, { retries }: Step): AgentNode {
  const { fallbackContext } = node.retry;
  return retries > 0 && fallbackContext !== null ? { ...node, context: fallbackContext } : node;
}

function judgePrompt(board: Board, step: ByKind<'step'>): string {
  const { gate } = nodeOf(board, step.node);
  if (gate?.type !== 'llm') return gate?.type === 'command' ? gate.command.join(' ') : '';
  return gatePrompt(gate.prompt, {
    output: outputOf(board, { id: step.from ?? '' }),
    input: inputOf(board, board.run),
  });
}

/** A gate that a person decides, in the inbox of all requests. */
function askPerson(board: Board, step: ByKind<'step'>): void {
  const { gate } = nodeOf(board, step.node);
  const output = outputOf(board, { id: step.from ?? '' });
  const asked =
    gate?.type === 'human'
      ? renderTemplate(gate.prompt, { output, input: inputOf(board, board.run) }).trim()
      : '';
  wait(board, step, {
    kind: 'approval',
    title: `${board.run.id}: may the work of ${step.node} go on?${asked === '' ? '' : ` ${asked}`}`,
    detail: output,
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
