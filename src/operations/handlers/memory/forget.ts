import { ShoalError } from '../../../domain/errors.ts';
import { agentCommand } from '../../command.ts';
import type { Handler } from '../../context.ts';
import type * as contracts from '../../contracts/memory.ts';
import type { InputOf } from '../../define.ts';
import { findById } from '../../lookup.ts';
import { type MemoryObject, toMemory } from './recall.ts';

export const forget: Handler<InputOf<typeof contracts.memoryForget>, MemoryObject> = (context, input) =>
  agentCommand(context, (tx, agent) => {
    const memory = findById(tx, 'memory', input.id);
    if (memory === undefined) {
      throw new ShoalError('NOT_FOUND', `There is no memory "${input.id}".`, { hint: 'See `shoal recall`.' });
    }
    const shown = toMemory(tx, memory, 0);
    tx.remove('memory', memory.id, { type: 'memory.forgotten', agent: agent.id });
    return shown;
  });
