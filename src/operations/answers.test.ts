import { expect, test } from 'bun:test';
import { createWorld } from '../../test/support/world.ts';
import * as contracts from './contracts/index.ts';
import type { Context } from './context.ts';
import type { Contract } from './define.ts';
import { invoke } from './invoke.ts';
import type { OperationName } from './manifest.ts';

/** What an answer holds that its contract does not say, or lacks; null: it is as promised. */
async function differenceOf(context: Context, name: OperationName, input: object): Promise<string | null> {
  const contract = Object.values<unknown>(contracts)
    .filter(isContract)
    .find((one) => one.name === name);
  const answer: unknown = await invoke(context, name, input);
  const sent: unknown = JSON.parse(JSON.stringify(answer));
  const read = contract?.output.safeParse(sent);
  return read?.success === true ? null : `${name}: ${read?.error.message}`;
}

function isContract(one: unknown): one is Contract {
  return typeof one === 'object' && one !== null && 'name' in one && 'output' in one;
}

test('answers hold what their contracts say, and nothing else', async () => {
  const world = createWorld();
  const [ada, bob, sue] = [world.as(1), world.as(2), world.person('sue')];
  const done: readonly (readonly [Context, OperationName, object])[] = [
    [ada, 'agent.join', { name: 'ada', role: 'builder' }],
    [bob, 'agent.join', { name: 'bob' }],
    [world.as(3), 'agent.join', { name: 'cy' }],
    [world.as(3), 'agent.leave', {}],
    [sue, 'task.add', { title: 'one', tags: ['x'] }],
    [sue, 'task.add', { title: 'two', dependsOn: ['t1'] }],
    [ada, 'task.claim', {}],
    [ada, 'task.progress', { text: 'half of it' }],
    [ada, 'lock.take', { paths: ['src/a.ts'] }],
    [bob, 'lock.check', { paths: ['src/a.ts', 'src/b.ts'] }],
    [ada, 'message.send', { text: 'the schema changed', to: ['bob'] }],
    [bob, 'message.reply', { id: 'm1', text: 'seen' }],
    [ada, 'message.ask', { text: 'may I?', to: ['@human'], pendingAfterMs: 0 }],
    [ada, 'request.ask', { text: 'drop the table', pendingAfterMs: 0 }],
    [ada, 'memory.remember', { text: 'tests need a database' }],
    [ada, 'event.emit', { type: 'deploy.done', data: { version: 1 } }],
    ...(['t1', 'a1', 'ada', 'a3', 'l1', 'm1', 'q1'] as const).map(
      (id) => [sue, 'record.show', { id }] as const,
    ),
    [ada, 'agent.whoami', {}],
    [sue, 'agent.ps', {}],
    [sue, 'task.list', { all: true }],
    [sue, 'task.ready', {}],
    [sue, 'task.explain', { id: 't2' }],
    [sue, 'task.deps', {}],
    [sue, 'task.attempts', { id: 't1' }],
    [sue, 'lock.list', {}],
    [sue, 'message.list', {}],
    [sue, 'message.thread', { id: 'm1' }],
    [sue, 'message.questions', {}],
    [sue, 'message.inbox', {}],
    [bob, 'message.inbox', {}],
    [sue, 'request.list', {}],
    [sue, 'request.approve', { id: 'q1' }],
    [sue, 'memory.list', {}],
    [sue, 'queue.list', {}],
    [sue, 'queue.show', { name: 'default' }],
    [sue, 'usage.show', {}],
    [sue, 'usage.days', {}],
    [sue, 'workspace.status', {}],
    [ada, 'task.done', { summary: 'it is done' }],
    [ada, 'lock.release', { all: true }],
  ];
  const found: (string | null)[] = [];
  for (const [context, name, input] of done) found.push(await differenceOf(context, name, input));
  expect(found.filter((one) => one !== null)).toEqual([]);
});
