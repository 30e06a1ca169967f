import { expect } from 'bun:test';
import { begin, requireAgent } from '../naive/agents.ts';
import { readUnread, reply, send } from '../naive/mail.ts';
import type { Action } from './actions.ts';
import { compareAnswer } from './compare.ts';
import { both, callerIn, limits, newId, type World } from './world.ts';

type Message = Extract<Action, { readonly do: 'msg' }>;

/** Sends a message, or replies to one of those that were sent before. */
export async function doMessage(world: World, action: Message): Promise<void> {
  const known = world.state.messages.filter(({ id }) => id !== '');
  const original = action.replyTo === null ? undefined : known[action.replyTo % Math.max(1, known.length)];
  const body = `body ${world.state.messages.length}`;
  const input = original === undefined ? { text: body, to: [action.to] } : { id: original.id, text: body };
  const operation = original === undefined ? 'message.send' : 'message.reply';
  const { real, model } = await both(world, action.slot, operation, input, (state, answer) => {
    const agent = requireAgent(begin(state, limits, callerIn(world, action.slot)));
    const text = { id: newId(answer, (ok) => (ok as { id: string }).id), body };
    return original === undefined
      ? send(state, limits, agent, action.to, text)
      : reply(state, agent, original.id, text);
  });
  compareAnswer(real, model);
}

/** In order per sender, each once. */
export async function doInbox(world: World, { slot }: { readonly slot: number }): Promise<void> {
  const { real, model } = await both(world, slot, 'message.inbox', { unread: true }, (state) =>
    readUnread(state, requireAgent(begin(state, limits, callerIn(world, slot)))),
  );
  if (!compareAnswer(real, model) || !('ok' in model)) return;
  const shown = real.ok as { from: string; body: string; replyTo: string | null }[]; // the answer of message.inbox
  const expected = model.ok.map(({ from, body, replyTo }, at) => ({
    from,
    body: body ?? shown[at]?.body,
    replyTo,
  }));
  expect(shown.map(({ from, body, replyTo }) => ({ from, body, replyTo }))).toEqual(expected as typeof shown);
}
