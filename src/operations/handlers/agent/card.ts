import type { Agent } from '../../../domain/agent.ts';

export type AgentCard = Pick<Agent, 'id' | 'name' | 'human' | 'role' | 'harness' | 'workingOn'> & {
  capabilities: string[];
};

/** What every answer about an agent begins with. */
export function agentCard(agent: Agent): AgentCard {
  return {
    id: agent.id,
    name: agent.name,
    human: agent.human,
    role: agent.role,
    harness: agent.harness,
    capabilities: [...agent.capabilities],
    workingOn: agent.workingOn,
  };
}
