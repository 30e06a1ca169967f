import { ShoalError } from '../../../domain/errors.ts';
import type { Answer, Asked, Serve } from './asked.ts';
import { defined, only } from './requests.ts';
import { agentShape, asText, type Health, toAgentStatus } from './shapes.ts';

export function agentRoutes(serve: Serve, health: () => Health): void {
  const listAgents = async ({ query, run }: Asked): Promise<Answer> => {
    const status = toAgentStatus(query('status'));
    const agents = await run('agent.ps', defined({ capability: query('capability') }));
    const shown = agents.filter(({ human }) => !human).map((one) => agentShape(one, health()));
    return [200, status === undefined ? shown : shown.filter((one) => one['status'] === status)];
  };
  serve('GET', '/agents', listAgents, ['capability', 'status']);

  // What its page promises without a route.
  serve('POST', '/agents', (asked) => register(asked, health()));
  serve('POST', '/agents/:agent/heartbeat', async ({ body, param, own, run }) => {
    const { status } = only(body, ['status']);
    await own(param('agent'));
    await run('agent.join', defined({ workingOn: asText(status) }));
    const { id, name } = await run('agent.whoami', {});
    return [200, { id, name, status: 'ok' }];
  });
  serve('DELETE', '/agents/:agent', unregister);
}

/** With the owner's token a new agent, whose token the answer holds; with an agent's own, that agent again. */
async function register({ body, principal, own, run }: Asked, health: Health): Promise<Answer> {
  const { agent_id: agent, capabilities } = only(body, ['agent_id', 'capabilities']);
  if (principal.kind === 'agent') await own(agent);
  const input = defined({ name: principal.kind === 'agent' ? undefined : agent, capabilities });
  const nobody = { ...principal, facts: { ...principal.facts, provenHuman: false } };
  const { id, token } = await run('agent.join', input, nobody);
  const row = (await run('agent.ps', {})).find((one) => one.id === id);
  return [201, { ...(row === undefined ? { id } : agentShape(row, health)), token }];
}

/** The agent itself leaves. The owner takes out one that is known by its token alone, which may be lost. */
async function unregister({ param, principal, own, run }: Asked): Promise<Answer> {
  const asked = param('agent');
  if (principal.kind === 'agent') {
    await own(asked);
    return [200, await run('agent.leave', {})];
  }
  const wanted = asked.toLowerCase();
  const agents = await run('agent.ps', {});
  const found = agents.find(
    ({ id, name, human }) => !human && (id === asked || name.toLowerCase() === wanted),
  );
  if (found === undefined)
    throw new ShoalError('NOT_FOUND', `There is no agent ${JSON.stringify(asked.slice(0, 64))}.`, {
      hint: 'See GET /agents.',
    });
  const { id, name } = found;
  if (found.pid !== null || found.session !== null)
    throw new ShoalError('CONFLICT', `${name} has a process on this machine.`, {
      hint: `\`shoal kill ${name}\` ends it, and unregisters it with that.`,
    });
  const [gone] = await run('agent.kill', { name: id });
  return [200, { id, name, releasedTasks: gone?.releasedTasks ?? [], releasedLocks: [] }];
}
