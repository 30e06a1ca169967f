import { newWorkspace, workspaceId } from '../../../domain/workspace.ts';
import { command, requireHuman } from '../../command.ts';
import type { Handler } from '../../context.ts';
import type * as contracts from '../../contracts/spawn.ts';
import type { InputOf, OutputOf } from '../../define.ts';

export const allow: Handler<
  InputOf<typeof contracts.spawnAllow>,
  OutputOf<typeof contracts.spawnAllow>
> = async (context, { revoke }) => {
  const agentsMaySpawn = revoke !== true;
  return command(context, (tx, caller) => {
    requireHuman(caller, 'decide whether agents may start agents');
    const note = { type: agentsMaySpawn ? 'workspace.spawn-allowed' : 'workspace.spawn-revoked' };
    if (tx.get('workspace', workspaceId) === undefined)
      tx.create('workspace', { ...newWorkspace, agentsMaySpawn }, note);
    else tx.update('workspace', workspaceId, { agentsMaySpawn }, note);
    return { agentsMaySpawn };
  });
};
