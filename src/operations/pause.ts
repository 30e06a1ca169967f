import { ShoalError } from '../domain/errors.ts';
import type { View } from '../store/port.ts';
import { agentName } from './present.ts';

/** Whether the whole workspace stands still: nothing new is claimed until someone resumes it. */
export function isPaused(view: View): boolean {
  return (view.get('workspace', 'main')?.pausedAt ?? null) !== null;
}

export function pausedError(view: View): ShoalError {
  const workspace = view.get('workspace', 'main');
  const by = agentName(view, workspace?.pausedBy ?? null) ?? 'someone';
  const why = workspace === undefined || workspace.pauseReason === null ? '' : `: ${workspace.pauseReason}`;
  return new ShoalError('CONFLICT', `The workspace is paused by ${by}${why}.`, {
    hint: 'Nothing can be claimed until `shoal resume`.',
  });
}
