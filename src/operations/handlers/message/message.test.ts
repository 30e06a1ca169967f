import { describe, expect, test } from 'bun:test';
import { createWorld, type World } from '../../../../test/support/world.ts';
import type { ShoalError } from '../../../domain/errors.ts';
import type { Context } from '../../context.ts';
import { join } from '../agent/join.ts';
import { leave } from '../agent/leave.ts';
import { mail } from '../hook/mail.ts';
import { post } from './post.ts';
import { ask, inbox as readInbox, list, questions, reply, seen, send, show, thread } from '../message.ts';
import { add as addTask, claim } from '../task.ts';
import { status } from '../workspace/status.ts';

const minute = 60_000;

async function worldOf(...names: readonly string[]): Promise<World> {
  const world = createWorld();
  for (const [index, name] of names.entries()) await join(world.as(index + 1), { name });
  return world;
}

const inbox = async (...[context, input]: Parameters<typeof readInbox>) =>
  (await readInbox(context, input)).flatMap((item) => (item.kind === 'request' ? [] : [item]));

async function refusal(promise: Promise<unknown>): Promise<ShoalError> {
  return promise.then(
    (value) => {
      throw new Error(`it was not refused: ${JSON.stringify(value)}`);
    },
    (error: ShoalError) => error,
  );
}

/** Resolves with the id of the n-th question, once it is asked. */
async function untilAsked(world: World, count = 1): Promise<string> {
  const signal = new AbortController().signal;
  for (;;) {
    const [asked, seq] = await world.store.read((view) => [
      view.list('message').filter(({ kind }) => kind === 'question'),
      view.lastSeq,
    ]);
    const question = asked[count - 1];
    if (question !== undefined) return question.id;
    await world.store.wait(seq, undefined, signal);
  }
}

const stateOf = async (world: World, id: string) =>
  (await show(world.nobody(), { id })).deliveries.map(({ agentName, state }) => `${agentName} ${state}`);

const bodies = async (context: Context, input: Parameters<typeof inbox>[1] = { unread: true }) =>
  (await inbox(context, input)).map(({ body }) => body);

describe('law 8: messages arrive', () => {
  test('each recipient has its own read state, the sender none, and the sender sees how far it came', async () => {
    const world = await worldOf('ada', 'bob', 'cyd');
    const { id, deliveries } = await send(world.as(1), { text: 'hello' });
    expect(deliveries.map(({ agentName, state }) => `${agentName} ${state}`)).toEqual([
      'bob queued',
      'cyd queued',
    ]);
    expect(await bodies(world.as(2))).toEqual(['hello']);
    expect(await bodies(world.as(2))).toEqual([]);
    expect(await bodies(world.as(1))).toEqual([]);
    expect(await stateOf(world, id)).toEqual(['bob seen', 'cyd queued']);
    expect(await bodies(world.as(3))).toEqual(['hello']);
  });

  test('what was fetched but not written out is delivered, not seen, and is shown again', async () => {
    const world = await worldOf('ada', 'bob');
    const { id } = await send(world.as(1), { text: 'hello', to: ['bob'] });
    const work: (() => Promise<void>)[] = [];
    const context: Context = { ...world.as(2), afterAnswer: (one) => void work.push(one) };
    expect(await bodies(context)).toEqual(['hello']);
    expect(await stateOf(world, id)).toEqual(['bob delivered']);
    expect(await bodies(context)).toEqual(['hello']);
    for (const one of work) await one();
    expect(await stateOf(world, id)).toEqual(['bob seen']);
    expect(await bodies(context)).toEqual([]);
  });

  test('pages lose nothing: the oldest unread first, in the order they were sent', async () => {
    const world = await worldOf('ada', 'bob');
    const texts = Array.from({ length: 120 }, (_, n) => `message ${n}`);
    for (const text of texts) await send(world.as(1), { text, to: ['bob'] });
    const read: string[] = [];
    for (let page = await bodies(world.as(2)); page.length > 0; page = await bodies(world.as(2)))
      read.push(...page);
    expect(read).toEqual(texts);
    const latest = await inbox(world.as(2), { limit: 2 });
    expect(latest.map(({ body }) => body)).toEqual(['message 119', 'message 118']);
    expect(await bodies(world.as(2), { limit: 2, before: latest[1]?.id ?? '' })).toEqual([
      'message 117',
      'message 116',
    ]);
  });

  test('an answer that may not be long holds whole messages, one at least; the rest stays unread', async () => {
    const world = await worldOf('ada', 'bob');
    for (const text of ['x'.repeat(5_000), 'two', 'three']) await send(world.as(1), { text, to: ['bob'] });
    expect(await bodies(world.as(2), { unread: true, bytesMax: 1_000 })).toEqual(['x'.repeat(5_000)]);
    expect(await bodies(world.as(2), { unread: true, bytesMax: 1_000 })).toEqual(['two', 'three']);
  });

  test('unread ones come before read ones', async () => {
    const world = await worldOf('ada', 'bob');
    for (const text of ['one', 'two']) await send(world.as(1), { text, to: ['bob'] });
    await inbox(world.as(2), {});
    for (const text of ['three', 'four']) await send(world.as(1), { text, to: ['bob'] });
    expect(await bodies(world.as(2), {})).toEqual(['three', 'four', 'two', 'one']);
  });

  test('the same key sends once', async () => {
    const world = await worldOf('ada', 'bob');
    const first = await send(world.as(1), { text: 'once', key: 'k' });
    expect((await send(world.as(1), { text: 'once', key: 'k' })).id).toBe(first.id);
    expect(await bodies(world.as(2))).toEqual(['once']);
  });
});

describe('addresses', () => {
  test('names, roles, the person and several at once, each recipient once', async () => {
    const world = await worldOf('ada', 'bob');
    await join(world.as(3), { name: 'cyd', role: 'Reviewer' });
    await send(world.person('eve'), { text: 'I am here' });
    const { deliveries } = await send(world.as(1), { text: 'x', to: ['@reviewer', 'cyd', '@human', 'BOB'] });
    expect(deliveries.map(({ agentName }) => agentName).toSorted()).toEqual(['bob', 'cyd', 'eve']);
  });

  test('nobody is told so: an unknown name or role, the dead and the gone', async () => {
    const world = await worldOf('ada', 'bob', 'cyd');
    expect((await refusal(send(world.as(1), { text: 'x', to: ['nobody'] }))).code).toBe('NOT_FOUND');
    expect((await refusal(send(world.as(1), { text: 'x', to: ['@testers'] }))).code).toBe('NOT_FOUND');
    expect((await refusal(send(world.as(1), { text: 'x', to: ['@human'] }))).code).toBe('NOT_FOUND');
    await leave(world.as(2), {});
    expect((await refusal(send(world.as(1), { text: 'x', to: ['bob'] }))).code).toBe('NOT_FOUND');
    world.evidence.set(3, 'dead');
    expect((await refusal(send(world.as(1), { text: 'x', to: ['cyd'] }))).code).toBe('NOT_FOUND');
    expect((await refusal(send(world.as(2), { text: 'ghost' }))).code).toBe('NOT_JOINED');
  });

  test('a refused address sends to none of the others', async () => {
    const world = await worldOf('ada', 'bob');
    await refusal(send(world.as(1), { text: 'x', to: ['bob', 'nobody'] }));
    expect(await bodies(world.as(2))).toEqual([]);
  });

  test('what a departed agent has not seen is expired, and its sender sees that', async () => {
    const world = await worldOf('ada', 'bob');
    const { id } = await send(world.as(1), { text: 'x', to: ['bob'] });
    await leave(world.as(2), {});
    expect(await stateOf(world, id)).toEqual(['bob expired']);
  });

  test('law 15: a message has a limit', async () => {
    const world = createWorld({ settings: { messageBytesMax: 4 } });
    await join(world.as(1), { name: 'ada' });
    expect((await refusal(send(world.as(1), { text: 'äöü' }))).code).toBe('LIMIT');
  });

  test('law 15: who does not read is not sent more', async () => {
    const world = createWorld({ settings: { inboxMax: 2 } });
    await join(world.as(1), { name: 'ada' });
    await join(world.as(2), { name: 'bob' });
    for (const text of ['one', 'two']) await send(world.as(1), { text, to: ['bob'] });
    expect(await refusal(send(world.as(1), { text: 'three', to: ['bob'] }))).toMatchObject({
      code: 'LIMIT',
      message: expect.stringContaining('bob has 2 unread'),
    });
    expect(await refusal(ask(world.as(1), { text: 'well?', to: ['bob'], timeoutMs: 0 }))).toMatchObject({
      code: 'LIMIT',
    });
    await bodies(world.as(2), {});
    await send(world.as(1), { text: 'three', to: ['bob'] });
  });
});

describe('a topic is a board', () => {
  test('anyone reads it as one thread; posting and reading follow it', async () => {
    const world = await worldOf('ada', 'bob', 'cyd');
    await send(world.as(1), { text: 'first', to: ['#API'] });
    expect(await bodies(world.as(2), { topic: 'api' })).toEqual(['first']);
    const second = await send(world.as(1), { text: 'second', to: ['#api'] });
    expect(second.deliveries.map(({ agentName }) => agentName)).toEqual(['bob']);
    await reply(world.as(3), { id: second.id, text: 'third' });
    expect(await bodies(world.as(2))).toEqual(['second', 'third']);
    expect(await bodies(world.as(3), { topic: '#api' })).toEqual(['first', 'second', 'third']);
  });
});

describe('ask and reply', () => {
  test('the answer wakes the asker, and the question counts as answered', async () => {
    const world = await worldOf('ada', 'bob');
    const asking = ask(world.as(1), { text: 'Redis or SQLite?', to: ['bob'] });
    const question = await untilAsked(world);
    const [received] = await inbox(world.as(2), { unread: true });
    expect(received).toMatchObject({ id: question, kind: 'question', awaitsReply: true });
    await reply(world.as(2), { id: question.slice(1), text: 'SQLite' });
    expect(await asking).toMatchObject({ question, body: 'SQLite', fromName: 'bob', pending: false });
    expect(await stateOf(world, question)).toEqual(['bob answered']);
    expect(await bodies(world.as(1))).toEqual([]);
  });

  test('what people are asked is listed, the oldest first, each once, until it is answered or nobody waits', async () => {
    const world = await worldOf('ada', 'bob');
    for (const name of ['eve', 'fay']) await send(world.person(name), { text: 'I am here' });
    const waiting = new AbortController();
    const first = ask(world.as(1), { text: 'Redis or SQLite?', to: ['@human'] });
    const id = await untilAsked(world);
    const given = { ...world.as(2), signal: waiting.signal };
    const second = ask(given, { text: 'May I?', to: ['eve'], timeoutMs: minute }).catch(String);
    await untilAsked(world, 2);
    void ask(world.as(1), { text: 'not a person', to: ['bob'], pendingAfterMs: 0 });
    await untilAsked(world, 3);
    expect(await questions(world.nobody(), {})).toMatchObject([
      { id, agentName: 'ada', text: 'Redis or SQLite?', task: null, taskTitle: null },
      { agentName: 'bob', text: 'May I?' },
    ]);
    expect((await status(world.nobody(), {})).openQuestions).toBe(2);
    await reply(world.person('fay'), { id, text: 'SQLite' });
    expect((await first).body).toBe('SQLite');
    expect((await questions(world.nobody(), {})).map(({ text }) => text)).toEqual(['May I?']);
    waiting.abort();
    await second;
    expect(await questions(world.nobody(), {})).toEqual([]);
  });

  test('only an addressee or a person answers, and nobody themselves', async () => {
    const world = await worldOf('ada', 'bob', 'cyd');
    const asking = ask(world.as(1), { text: '?', to: ['bob'] });
    const id = await untilAsked(world);
    expect((await refusal(reply(world.as(3), { id, text: 'me' }))).code).toBe('NOT_ALLOWED');
    expect((await refusal(reply(world.as(1), { id, text: 'me' }))).code).toBe('NOT_ALLOWED');
    await reply(world.person('eve'), { id, text: 'from a person' });
    expect((await asking).body).toBe('from a person');
    expect((await inbox(world.as(2), {}))[0]?.awaitsReply).toBe(false);
  });

  test('without an answer in time it fails, the question is expired, and a late answer is kept', async () => {
    const world = await worldOf('ada', 'bob');
    const error = await refusal(ask(world.as(1), { text: '?', to: ['bob'], timeoutMs: 0 }));
    expect(error.code).toBe('TIMED_OUT');
    const id = String(error.details?.['question']);
    expect(await stateOf(world, id)).toEqual(['bob expired']);
    const late = await reply(world.as(2), { id, text: 'sorry' });
    expect(late).toMatchObject({ late: true });
    expect(await bodies(world.as(1))).toEqual(['sorry']);
    expect(await stateOf(world, id)).toEqual(['bob answered']);
  });

  test('an answer that came before the deadline is returned, however late the asker looks', async () => {
    const world = await worldOf('ada', 'bob');
    const asking = ask(world.as(1), { text: '?', to: ['bob'], timeoutMs: minute });
    const id = await untilAsked(world);
    await world.store.transact((tx) => void tx.nextFence());
    await reply(world.as(2), { id, text: 'in time' });
    world.tick(2 * minute);
    expect((await asking).body).toBe('in time');
  });

  test('pending gives the question back, and resume goes on waiting', async () => {
    const world = await worldOf('ada', 'bob');
    const first = await ask(world.as(1), { text: '?', to: ['bob'], pendingAfterMs: 0 });
    expect(first).toMatchObject({ pending: true, body: null });
    await reply(world.as(2), { id: first.question, text: 'here' });
    expect((await ask(world.as(1), { resume: first.question })).body).toBe('here');
  });

  test('oneself, nobody and the gone are refused at once', async () => {
    const world = await worldOf('ada', 'bob');
    expect((await refusal(ask(world.as(1), { text: '?', to: ['ada'] }))).code).toBe('INVALID_INPUT');
    expect((await refusal(ask(world.as(1), { text: '?', to: ['#empty'] }))).code).toBe('NOT_FOUND');
    await leave(world.as(2), {});
    expect((await refusal(ask(world.as(1), { text: '?', to: ['bob'] }))).code).toBe('NOT_FOUND');
    expect((await refusal(ask(world.as(1), { text: '?', to: ['@all'] }))).code).toBe('NOT_FOUND');
  });

  test('when everyone who was asked leaves, the asker hears so at once', async () => {
    const world = await worldOf('ada', 'bob');
    const asking = refusal(ask(world.as(1), { text: '?', to: ['bob'] }));
    await untilAsked(world);
    await leave(world.as(2), {});
    expect((await asking).message).toContain('gone');
  });

  test('two who ask each other: the second is told to answer first', async () => {
    const world = await worldOf('ada', 'bob', 'cyd');
    const asking = ask(world.as(1), { text: '?', to: ['bob'] });
    const id = await untilAsked(world);
    const error = await refusal(ask(world.as(2), { text: '?', to: ['ada'] }));
    expect(error.code).toBe('DEADLOCK');
    expect(error.hint).toContain(`shoal reply ${id}`);
    const other = ask(world.as(2), { text: '?', to: ['ada', 'cyd'] });
    await reply(world.as(3), { id: await untilAsked(world, 2), text: 'I can' });
    expect((await other).body).toBe('I can');
    await reply(world.as(2), { id, text: 'ok' });
    expect((await asking).body).toBe('ok');
  });

  test('an asker that stops waiting leaves no open question behind', async () => {
    const world = await worldOf('ada', 'bob');
    const abort = new AbortController();
    const asking = refusal(ask({ ...world.as(1), signal: abort.signal }, { text: '?', to: ['bob'] }));
    const id = await untilAsked(world);
    abort.abort();
    await asking;
    expect(await stateOf(world, id)).toEqual(['bob expired']);
    expect((await inbox(world.as(2), {}))[0]).toMatchObject({ awaitsReply: false, unread: true });
  });

  test('a reply to a sender who is gone is refused', async () => {
    const world = await worldOf('ada', 'bob');
    const { id } = await send(world.as(1), { text: 'x', to: ['bob'] });
    await leave(world.as(1), {});
    expect((await refusal(reply(world.as(2), { id, text: 'y' }))).code).toBe('NOT_FOUND');
  });
});

describe('priority, time to live, bounce', () => {
  test('what is not seen in time expires, is shown to nobody, and its sender sees that', async () => {
    const world = await worldOf('ada', 'bob');
    const { id, expiresAt } = await send(world.as(1), { text: 'CI is red', to: ['bob'], ttlMs: minute });
    expect(expiresAt).not.toBeNull();
    expect(await stateOf(world, id)).toEqual(['bob queued']);
    world.tick(minute);
    expect(await stateOf(world, id)).toEqual(['bob expired']);
    expect((await mail(world.as(2), {})).messages).toEqual([]);
    expect(await bodies(world.as(2), {})).toEqual([]);
    expect(await stateOf(world, id)).toEqual(['bob expired']);
  });

  test('what was seen in time stays seen', async () => {
    const world = await worldOf('ada', 'bob');
    const { id } = await send(world.as(1), { text: 'CI is red', to: ['bob'], ttlMs: minute });
    await inbox(world.as(2), {});
    world.tick(2 * minute);
    await send(world.as(1), { text: 'later' });
    expect(await stateOf(world, id)).toEqual(['bob seen']);
  });

  test('--now is the priority now; both at once must agree', async () => {
    const world = await worldOf('ada', 'bob');
    expect(await send(world.as(1), { text: 'a', now: true })).toMatchObject({
      priority: 'now',
      urgent: true,
    });
    expect(await send(world.as(1), { text: 'b' })).toMatchObject({ priority: 'next', urgent: false });
    expect(await send(world.as(1), { text: 'c', priority: 'idle' })).toMatchObject({ priority: 'idle' });
    const both = await refusal(send(world.as(1), { text: 'd', now: true, priority: 'idle' }));
    expect(both.code).toBe('INVALID_INPUT');
  });

  test('a hook hands over what is idle only when the session is', async () => {
    const world = await worldOf('ada', 'bob');
    await send(world.as(1), { text: 'when you have time', priority: 'idle' });
    await send(world.as(1), { text: 'soon' });
    const texts = async (input: Parameters<typeof mail>[1]) =>
      (await mail(world.as(2), input)).messages.map(({ body }) => body);
    expect(await texts({ busy: true })).toEqual(['soon']);
    expect(await texts({})).toEqual(['when you have time']);
  });

  test('a sender is told once which messages a recipient who is gone never saw', async () => {
    const world = await worldOf('ada', 'bob', 'cyd');
    const ids: string[] = [];
    for (let n = 0; n < 12; n += 1) ids.push((await send(world.as(1), { text: `${n}`, to: ['bob'] })).id);
    await send(world.as(3), { text: 'hello', to: ['bob', 'ada'] });
    await send(world.as(3), { text: 'a board', to: ['#decisions'] });
    await send(world.as(2), { text: 'to myself', to: ['bob'] });
    await leave(world.as(2), {});
    expect(await bodies(world.as(1))).toEqual([
      'hello',
      `bob is gone (left) and has not seen ${ids.slice(0, 10).join(', ')} and 2 more.`,
    ]);
    expect(await bodies(world.as(3))).toEqual(['bob is gone (left) and has not seen m13.']);
    expect(await stateOf(world, ids[0] ?? '')).toEqual(['bob expired']);
  });

  test('a recipient who died with unseen mail bounces it when the death is noticed', async () => {
    const world = await worldOf('ada', 'bob');
    await send(world.as(1), { text: 'hello', to: ['bob'] });
    world.evidence.set(2, 'dead');
    await refusal(send(world.as(1), { text: 'again', to: ['bob'] }));
    await send(world.as(1), { text: 'anybody?' });
    expect(await bodies(world.as(1))).toEqual(['bob is gone (died) and has not seen m1.']);
  });
});

describe('all messages of the workspace', () => {
  const listed = async (world: World, input: Parameters<typeof list>[1] = {}) => {
    const { messages, next } = await list(world.nobody(), input);
    return [messages.map(({ id }) => id).join(' '), next] as const;
  };

  test('are listed newest first, in pages, by agent, board, words and whether they arrived; nobody has seen them', async () => {
    const world = await worldOf('ada', 'bob', 'cyd');
    await send(world.as(1), { text: 'The schema changed\nsee docs', to: ['bob'] });
    await send(world.as(2), { text: `${'x'.repeat(300)} END`, to: ['cyd'] });
    await send(world.as(3), { text: 'hello', to: ['#talk', 'ada'] });
    expect(await listed(world)).toEqual(['m3 m2 m1', null]);
    expect(await listed(world, { limit: 2 })).toEqual(['m3 m2', 'm2']);
    expect(await listed(world, { limit: 2, before: 'm2' })).toEqual(['m1', null]);
    expect(await listed(world, { agent: 'ada' })).toEqual(['m3 m1', null]);
    expect(await listed(world, { agent: 'bob', before: 'm2' })).toEqual(['m1', null]);
    expect(await listed(world, { topic: '#Talk' })).toEqual(['m3', null]);
    expect(await listed(world, { search: 'end' })).toEqual(['m2', null]);
    expect(await listed(world, { search: 'schema', agent: 'cyd' })).toEqual(['', null]);
    const { messages } = await list(world.nobody(), {});
    expect(messages.map(({ preview, isCut }) => [preview.length, isCut])).toEqual([
      [5, false],
      [280, true],
      [27, true],
    ]);
    expect(messages[2]).toMatchObject({
      fromName: 'ada',
      deliveries: [{ agentName: 'bob', state: 'queued' }],
    });
    expect(await listed(world, { undelivered: true })).toEqual(['m3 m2 m1', null]);
    await bodies(world.as(2));
    expect(await listed(world, { undelivered: true })).toEqual(['m3 m2', null]);
    expect(await listed(world, { undelivered: true, agent: 'ada' })).toEqual(['m3', null]);
    expect(await bodies(world.as(3))).toHaveLength(1);
  });

  test('are listed by the task that their sender worked on, or that they name', async () => {
    const world = await worldOf('ada', 'bob');
    await addTask(world.as(1), { title: 'Build' });
    await addTask(world.as(1), { title: 'Test' });
    await claim(world.as(1), { id: 't1' });
    await send(world.as(1), { text: 'half of it', to: ['bob'] });
    await send(world.as(2), { text: 'what about t1?', to: ['ada'] });
    await send(world.as(2), { text: 'and t10, t2?', to: ['ada'] });
    expect(await listed(world, { task: 't1' })).toEqual(['m2 m1', null]);
    expect(await listed(world, { task: 'Test' })).toEqual(['m3', null]);
  });

  test('a search that finds nothing for long says where to go on', async () => {
    const world = await worldOf('ada', 'bob');
    await send(world.as(1), { text: 'needle', to: ['bob'] });
    await world.store.transact((tx) => {
      for (let n = 0; n < 2_100; n += 1) post(tx, { from: 'a1', to: 'bob', body: 'hay', recipients: [] });
    });
    const [none, next] = await listed(world, { search: 'needle' });
    expect([none, next]).toEqual(['', 'm102']);
    expect(await listed(world, { search: 'needle', before: next ?? '' })).toEqual(['m1', null]);
  });

  test('a thread is all that answers its first message, whichever of it was asked for', async () => {
    const world = await worldOf('ada', 'bob');
    await send(world.as(1), { text: 'one', to: ['bob'] });
    await reply(world.as(2), { id: 'm1', text: 'two' });
    await send(world.as(1), { text: 'apart', to: ['bob'] });
    await reply(world.as(1), { id: 'm2', text: 'three' });
    for (const id of ['m1', 'm2', 'm4']) {
      const found = await thread(world.nobody(), { id });
      expect([found.root, ...found.messages.map(({ body }) => body)]).toEqual(['m1', 'one', 'two', 'three']);
    }
    expect((await list(world.nobody(), {})).messages.map(({ root }) => root)).toEqual([
      'm1',
      'm3',
      'm1',
      'm1',
    ]);
  });

  test('seen is said by its recipient alone', async () => {
    const world = await worldOf('ada', 'bob', 'cyd');
    await send(world.as(1), { text: 'one', to: ['bob'] });
    await send(world.as(1), { text: 'two', to: ['cyd'] });
    expect(await seen(world.as(2), { ids: ['m1', 'm2'] })).toEqual({ seen: ['m1'] });
    expect(await seen(world.as(2), { ids: ['m1'] })).toEqual({ seen: [] });
    expect([await stateOf(world, 'm1'), await stateOf(world, 'm2')]).toEqual([['bob seen'], ['cyd queued']]);
    expect(await refusal(seen(world.nobody(), { ids: ['m2'] }))).toMatchObject({ code: 'NOT_JOINED' });
  });
});
