import { newWorkspace, paused, resumed, type Workspace, workspaceId } from '../../../domain/workspace.ts';
import type { Transaction, View } from '../../../store/port.ts';
import { requireAgent } from '../../caller.ts';
import { command } from '../../command.ts';
import type { Handler } from '../../context.ts';
import type * as contracts from '../../contracts/workspace.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { requireLeader } from '../../election.ts';
import { agentName, isoTime } from '../../present.ts';

type PauseObject = OutputOf<typeof contracts.workspacePause>;

export const pause: Handler<InputOf<typeof contracts.workspacePause>, PauseObject> = async (
  context,
  { reason },
) => {
  return command(context, (tx, caller) => {
    const { id } = requireAgent(caller);
    const patch = paused(currentWorkspace(tx), { id, human: caller.human }, reason ?? null, tx.now);
    return settle(tx, patch, 'workspace.paused', id);
  });
};

export const resume: Handler<InputOf<typeof contracts.workspaceResume>, PauseObject> = async (
  context,
  { term },
) => {
  return command(context, (tx, caller) => {
    const agent = requireAgent(caller);
    const workspace = currentWorkspace(tx);
    const patch = resumed(workspace, caller.human, agentName(tx, workspace.pausedBy));
    // An agent ends its own pause; another's only as leader.
    if (!caller.human && workspace.pausedBy !== agent.id) requireLeader(tx, agent, context, term);
    return settle(tx, patch, 'workspace.resumed', agent.id);
  });
};

function settle(tx: Transaction, patch: Partial<Workspace>, type: string, agent: string): PauseObject {
  const before = currentWorkspace(tx);
  const changed = Object.keys(patch).length > 0;
  const after = { ...before, ...patch };
  if (changed && tx.get('workspace', workspaceId) === undefined)
    tx.create('workspace', after, { type, agent });
  else if (changed) tx.update('workspace', workspaceId, patch, { type, agent });
  return {
    paused: after.pausedAt !== null,
    changed,
    pausedAt: isoTime(after.pausedAt),
    pausedBy: after.pausedBy,
    pausedByName: agentName(tx, after.pausedBy),
    pausedByHuman: after.pausedByHuman,
    reason: after.pauseReason,
  };
}

/** The record is made by the first change to it. */
export function currentWorkspace(view: View): Workspace {
  return view.get('workspace', workspaceId) ?? newWorkspace;
}
