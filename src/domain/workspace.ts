import type { BudgetsTold } from './budget.ts';
import { ShoalError } from './errors.ts';
import type { TaskPolicy } from './policy.ts';

/** The one record `workspace/main`. */
export interface Workspace {
  readonly id: string;
  readonly pausedAt: number | null;
  readonly pausedBy: string | null;
  readonly pausedByHuman: boolean;
  readonly pauseReason: string | null;
  /** A person has allowed agents to use `spawn -y` here. */
  readonly agentsMaySpawn: boolean;
  /** Absent before any budget was nearly spent. */
  readonly budgetsTold?: BudgetsTold;
  /** Newest first; absent before there was any. */
  readonly taskPolicies?: readonly TaskPolicy[];
}

export const workspaceId = 'main';

/** What holds before anyone has changed anything. */
export const newWorkspace: Workspace = {
  id: workspaceId,
  pausedAt: null,
  pausedBy: null,
  pausedByHuman: false,
  pauseReason: null,
  agentsMaySpawn: false,
};

/** A pause by a person replaces one by an agent: only a person then ends it. */
export function paused(
  workspace: Workspace,
  by: { readonly id: string | null; readonly human: boolean },
  reason: string | null,
  now: number,
): Partial<Workspace> {
  if (workspace.pausedAt !== null && (workspace.pausedByHuman || !by.human)) return {};
  return { pausedAt: now, pausedBy: by.id, pausedByHuman: by.human, pauseReason: reason };
}

/** What a person paused only a person resumes. */
export function resumed(
  workspace: Workspace,
  byHuman: boolean,
  pausedByName: string | null,
): Partial<Workspace> {
  if (workspace.pausedAt === null) return {};
  if (workspace.pausedByHuman && !byHuman) {
    throw new ShoalError(
      'NOT_ALLOWED',
      `The workspace was paused by a person, ${pausedByName ?? 'unnamed'}.`,
      {
        hint: 'Only a person can resume it: ask for `shoal resume` at a terminal.',
      },
    );
  }
  return { pausedAt: null, pausedBy: null, pausedByHuman: false, pauseReason: null };
}

/** Id is `operation:actor:key`. Kept 24 h, and the newest only. */
export interface IdempotencyKey {
  readonly id: string;
  /** Counts them: how many are kept is told by the oldest and the newest. Absent in those of an earlier version. */
  readonly number?: number;
  readonly result: unknown;
  readonly createdAt: number;
  readonly dueAt: number;
}

export const idempotencyTtlMs = 24 * 60 * 60 * 1000;
