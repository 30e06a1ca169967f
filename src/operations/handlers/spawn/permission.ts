import { ShoalError } from '../../../domain/errors.ts';
import { workspaceId } from '../../../domain/workspace.ts';
import type { ByKind, View } from '../../../store/port.ts';
import { type Caller, requireAgent } from '../../caller.ts';
import type { Context } from '../../context.ts';
import type * as contracts from '../../contracts/spawn.ts';
import type { InputOf } from '../../define.ts';

type Input = InputOf<typeof contracts.spawnStart>;

/** Law 11: a person may; an agent only after a person allowed it, with no more than it has, and not without end. Who has left is no agent any more. */
export function requireMaySpawn(
  view: View,
  { settings }: Pick<Context, 'settings'>,
  caller: Caller,
  input: Input,
): void {
  const running = view
    .list('agent', { where: { state: 'live' } })
    .filter(({ marker }) => marker !== null).length;
  if (running + input.count > settings.spawnedMax) {
    throw new ShoalError(
      'LIMIT',
      `${running} started agents are here; with ${input.count} more there would be over ${settings.spawnedMax}.`,
      {
        hint: 'End some with `shoal kill NAME`, or raise spawnedMax in .shoal/config.json.',
      },
    );
  }
  if (caller.human) return;
  requireAllowed(view);
  const agent = requireAgent(caller);
  requireNoMore(agent, input.capabilities ?? []);
  const generation = generationOf(view, agent);
  if (generation >= settings.spawnDepthMax) {
    throw new ShoalError(
      'LIMIT',
      `Agents may start agents ${settings.spawnDepthMax} generations deep; this one is of generation ${generation}.`,
      {
        hint: 'Add tasks instead, or ask the leader or a person for workers.',
      },
    );
  }
}

function requireAllowed(view: View): void {
  if (view.get('workspace', workspaceId)?.agentsMaySpawn === true) return;
  throw new ShoalError('NOT_ALLOWED', 'Only a person may start agents in this workspace.', {
    hint: 'A person can allow it once, at a terminal: `shoal allow spawn`.',
  });
}

function requireNoMore({ capabilities: own }: ByKind<'agent'>, wanted: readonly string[]): void {
  const more = wanted.filter((capability) => !own.includes(capability));
  if (more.length === 0) return;
  throw new ShoalError(
    'NOT_ALLOWED',
    `An agent gives those it starts no more than it has: ${more.join(', ')} it has not.`,
    {
      hint: own.length === 0 ? 'Leave out -c.' : `It has: ${own.join(', ')}.`,
    },
  );
}

/** 0 for an agent that was not started by Shoal, 1 for one that a person or such an agent started, and so on. */
function generationOf(view: View, agent: ByKind<'agent'>): number {
  let generation = 0;
  for (
    let current: ByKind<'agent'> | null = agent;
    current !== null && current.marker !== null;
    generation += 1
  ) {
    current = current.parent === null ? null : (view.get('agent', current.parent) ?? null);
  }
  return generation;
}
