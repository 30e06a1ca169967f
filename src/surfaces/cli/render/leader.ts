import type { OutputOf } from '../../../operations/define.ts';
import type * as contracts from '../../../operations/contracts/leader.ts';
import { ago, lines, literal, nextStep, type Style, until } from './style.ts';

export function renderShow(leader: OutputOf<typeof contracts.leaderShow>, style: Style): string {
  if (leader === null)
    return lines('Nobody leads: the next agent that runs a command does.', nextStep(style, 'shoal ps'));
  const { agent, agentName, term, electedAt, leaseExpiresAt } = leader;
  return `${agent}  ${literal(agentName)} leads, term ${term}, elected ${ago(style, electedAt)}, lease ends ${until(style, leaseExpiresAt)}`;
}

export function renderStepDown(
  { agentName, term }: OutputOf<typeof contracts.leaderStepDown>,
  style: Style,
): string {
  return lines(
    `${literal(agentName)} no longer leads: term ${term} is over.`,
    nextStep(style, 'shoal leader'),
  );
}
