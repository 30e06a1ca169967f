import { agentCommand } from '../../command.ts';
import type { Handler } from '../../context.ts';
import type * as contracts from '../../contracts/memory.ts';
import type { InputOf } from '../../define.ts';
import { findMemory } from './list.ts';
import { type MemoryObject, toMemory } from './recall.ts';

export const forget: Handler<InputOf<typeof contracts.memoryForget>, MemoryObject> = (context, input) =>
  agentCommand(context, (tx, agent) => {
    const memory = findMemory(tx, input.id);
    const shown = toMemory(tx, memory, 0);
    tx.remove('memory', memory.id, { type: 'memory.forgotten', agent: agent.id });
    return shown;
  });
