import { leads } from './agents.ts';
import { buryTheDead } from './life.ts';
import {
  agentOf,
  type Limits,
  type NaiveAgent,
  type NaiveMessage,
  type NaiveState,
  Refusal,
} from './state.ts';

/** Law 8: a message reaches each recipient who is here when it is accepted. `id` is what Shoal named it. */
export function send(
  state: NaiveState,
  limits: Limits,
  sender: NaiveAgent,
  to: string,
  text: { id: string; body: string },
): NaiveMessage {
  buryTheDead(state, limits, sender);
  const recipients = audience(state, limits, sender, to);
  return post(state, { ...text, from: sender.id, replyTo: null }, recipients);
}

function audience(state: NaiveState, limits: Limits, sender: NaiveAgent, to: string): string[] {
  const here = state.agents.filter((agent) => agent.live);
  if (to === '@all') return here.filter((agent) => agent !== sender).map(({ id }) => id);
  let meant = here.filter((agent) => agent.name === to);
  if (to === '@leader')
    meant = here.filter((agent) => leads(state, limits) && agent.id === state.leader.agent);
  else if (to.startsWith('@')) meant = here.filter((agent) => `@${agent.role}` === to);
  if (meant.length === 0) throw new Refusal('NOT_FOUND');
  return meant.map(({ id }) => id);
}

/** Only to whom it was sent may answer (a person always); nobody answers themselves, or someone who is gone. */
export function reply(
  state: NaiveState,
  agent: NaiveAgent,
  original: string,
  text: { id: string; body: string },
): NaiveMessage {
  const message = messageOf(state, original);
  const own = message.deliveries.find((delivery) => delivery.to === agent.id);
  if (message.from === agent.id || (own === undefined && !agent.human)) throw new Refusal('NOT_ALLOWED');
  if (!agentOf(state, message.from).live) throw new Refusal('NOT_FOUND');
  if (own !== undefined) own.state = 'answered';
  return post(state, { ...text, from: agent.id, replyTo: original }, [message.from]);
}

/** What Shoal writes to someone on an agent's behalf. */
export function tell(state: NaiveState, from: string, to: string): void {
  post(state, { id: '', body: null, from, replyTo: null }, [to]);
}

function post(
  state: NaiveState,
  message: Omit<NaiveMessage, 'deliveries'>,
  recipients: readonly string[],
): NaiveMessage {
  const made: NaiveMessage = { ...message, deliveries: recipients.map((to) => ({ to, state: 'queued' })) };
  state.messages.push(made);
  return made;
}

/** What the agent has not seen, oldest first; reading it is seeing it. */
export function readUnread(state: NaiveState, agent: NaiveAgent): NaiveMessage[] {
  const unread: NaiveMessage[] = [];
  for (const message of state.messages) {
    const own = message.deliveries.find(
      (delivery) => delivery.to === agent.id && delivery.state === 'queued',
    );
    if (own === undefined) continue;
    own.state = 'seen';
    unread.push(message);
  }
  return unread;
}

function messageOf(state: NaiveState, id: string): NaiveMessage {
  for (const message of state.messages) if (message.id === id) return message;
  throw new Error(`the model knows no message ${id}`);
}
