import type { Chunk } from '../../../domain/pipeline/chunk-list.ts';
import type { ByKind, View } from '../../../store/port.ts';
import type * as contracts from '../../contracts/run.ts';
import type { OutputOf } from '../../define.ts';
import { isoInstant, isoTime } from '../../present.ts';
import { lastSessionFor } from '../session/find.ts';
import { openSteps } from './board.ts';
import { runAhead } from './turn-order.ts';

export type RunObject = OutputOf<typeof contracts.runList>[number];
type StepObject = OutputOf<typeof contracts.runShow>['steps'][number];

export function toRun(view: View, run: ByKind<'run'>): RunObject {
  const live = run.endedAt === null ? openSteps(view, run.id) : [];
  const open = live.filter(({ state }) => state === 'open');
  return {
    id: run.id,
    kind: 'run',
    runKind: run.kind,
    pipeline: run.pipeline,
    title: run.title,
    state: run.state,
    why: run.why,
    waitsFor: run.state === 'queued' ? (runAhead(view, run)?.id ?? null) : null,
    priority: run.priority,
    stages: run.stages,
    calls: run.calls,
    nodes: [...new Set(live.map(({ node }) => node))],
    working: open.filter(({ task }) => task !== null && isWorking(view, task)).map(({ node }) => node),
    requests: open.flatMap(({ request, task }) => (task === null && isOpen(view, request) ? [request] : [])),
    parent: run.parent,
    directory: run.directory,
    branch: run.worktree === null ? null : `shoal/${run.worktree.name}`,
    worktree: run.worktree === null ? null : worktreeWord(run),
    worktreeWhy: run.worktreeEnd?.why ?? null,
    createdAt: isoInstant(run.createdAt),
    startedAt: isoTime(run.startedAt),
    endedAt: isoTime(run.endedAt),
    tookMs: tookMs({ startedAt: run.startedAt, endedAt: run.endedAt ?? view.now }),
    costUsd: run.costUsd,
  };
}

function worktreeWord({ worktreeEnd }: ByKind<'run'>): 'there' | 'kept' | 'removed' {
  if (worktreeEnd === undefined) return 'there';
  return worktreeEnd.isRemoved ? 'removed' : 'kept';
}

function isWorking(view: View, id: string): boolean {
  return view.get('task', id)?.state === 'running';
}

/** The engine goes on a moment after the decision: until then the step is open, and nobody waits for a person. */
function isOpen(view: View, request: string | null): request is string {
  return request !== null && view.get('request', request)?.state === 'open';
}

export const charsPerToken = 4;

/** Steps of one run, in order. */
export function toSteps(view: View, steps: readonly ByKind<'step'>[]): readonly StepObject[] {
  const passes = new Map<string, number>();
  return steps.map((step) => {
    const key = `${step.kind} ${step.node} ${step.kind === 'turn' ? step.from : ''}`;
    const pass = (passes.get(key) ?? 0) + 1;
    passes.set(key, pass);
    return toStep(view, step, pass);
  });
}

function toStep(view: View, step: ByKind<'step'>, pass: number): StepObject {
  const turns = step.task === null ? [] : view.list('turn', { where: { task: step.task } });
  const sum = (of: (turn: ByKind<'turn'>) => number | null): number | null =>
    turns.length === 0 || turns.some((turn) => of(turn) === null)
      ? null
      : turns.reduce((total, turn) => total + (of(turn) ?? 0), 0);
  return {
    id: step.id,
    n: step.n,
    node: step.node,
    kind: step.kind,
    label: step.label,
    state: step.state,
    stage: step.stage,
    round: step.round,
    task: step.task,
    request: step.request,
    from: step.from,
    joined: [...(step.joined ?? [])],
    pass,
    session: sessionOf(view, step),
    decision: step.decision,
    reason: step.reason,
    agrees: step.agrees,
    brief: step.brief,
    error: step.error,
    retries: step.retries,
    startedAt: isoTime(step.startedAt),
    endedAt: isoTime(step.endedAt),
    tookMs: tookMs(step),
    inputTokens: sum(({ inputTokens }) => inputTokens),
    outputTokens: sum(({ outputTokens }) => outputTokens),
    costUsd: sum(({ costUsd }) => costUsd),
    contextTokens: Math.round(step.contextChars / charsPerToken),
    savedTokens: Math.max(0, Math.round((step.wholeChars - step.contextChars) / charsPerToken)),
    contextShare: shareOf(turns),
  };
}

function sessionOf(view: View, { task }: ByKind<'step'>): string | null {
  if (task === null) return null;
  return lastSessionFor(view, task)?.id ?? null;
}

function tookMs({ startedAt, endedAt }: Pick<ByKind<'step'>, 'startedAt' | 'endedAt'>): number | null {
  return startedAt === null || endedAt === null ? null : Math.max(0, endedAt - startedAt);
}

function shareOf(turns: readonly ByKind<'turn'>[]): number | null {
  const shares = turns.flatMap(({ contextTokens, contextWindow }) =>
    contextTokens === null || contextWindow === null || contextWindow === 0
      ? []
      : [contextTokens / contextWindow],
  );
  return shares.length === 0 ? null : Math.max(...shares);
}

type ChunkObject = OutputOf<typeof contracts.runShow>['chunks'][number];

export function toChunk({ history = [], createdAt, updatedAt, ...chunk }: Chunk): ChunkObject {
  return {
    ...chunk,
    createdAt: isoInstant(createdAt),
    updatedAt: isoInstant(updatedAt),
    history: history.map(({ at, by, did }) => ({ at: isoInstant(at), by, did })),
  };
}
