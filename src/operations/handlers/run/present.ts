import type { Chunk } from '../../../domain/pipeline/chunk-list.ts';
import type { ByKind, View } from '../../../store/port.ts';
import type * as contracts from '../../contracts/run.ts';
import type { OutputOf } from '../../define.ts';
import { isoInstant, isoTime } from '../../present.ts';
import { openSteps } from './board.ts';
import { runAhead } from './turn-order.ts';

export type RunObject = OutputOf<typeof contracts.runList>[number];
type StepObject = OutputOf<typeof contracts.runShow>['steps'][number];

export function toRun(view: View, run: ByKind<'run'>): RunObject {
  const open = run.endedAt === null ? openSteps(view, run.id).filter(({ state }) => state === 'open') : [];
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
    working: open.filter(({ task }) => task !== null && isWorking(view, task)).map(({ node }) => node),
    requests: open.flatMap(({ request, task }) => (request === null || task !== null ? [] : [request])),
    parent: run.parent,
    directory: run.directory,
    branch: run.worktree === null ? null : `shoal/${run.worktree.name}`,
    createdAt: isoInstant(run.createdAt),
    startedAt: isoTime(run.startedAt),
    endedAt: isoTime(run.endedAt),
  };
}

function isWorking(view: View, id: string): boolean {
  return view.get('task', id)?.state === 'running';
}

export const charsPerToken = 4;

export function toStep(view: View, step: ByKind<'step'>): StepObject {
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
    decision: step.decision,
    reason: step.reason,
    agrees: step.agrees,
    brief: step.brief,
    error: step.error,
    retries: step.retries,
    startedAt: isoTime(step.startedAt),
    endedAt: isoTime(step.endedAt),
    inputTokens: sum(({ inputTokens }) => inputTokens),
    outputTokens: sum(({ outputTokens }) => outputTokens),
    costUsd: sum(({ costUsd }) => costUsd),
    contextTokens: Math.round(step.contextChars / charsPerToken),
    savedTokens: Math.max(0, Math.round((step.wholeChars - step.contextChars) / charsPerToken)),
  };
}

type ChunkObject = OutputOf<typeof contracts.runShow>['chunks'][number];

export function toChunk({ id, description, status, createdBy, completedBy }: Chunk): ChunkObject {
  return { id, description, status, createdBy, completedBy };
}
