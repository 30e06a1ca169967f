import { expect, test } from 'bun:test';
import { createHttpWorld } from '../../../test/support/http-world.ts';

test('an agent adds, claims and finishes a task over HTTP', async () => {
  const http = createHttpWorld();
  const { id, token } = await http.agent('ada');
  const added = await http.json('/v1/tasks', { token, body: { title: 'Build it', priority: 8 } });
  expect(added).toMatchObject({ id: 't1', title: 'Build it', state: 'ready' });
  expect(await http.json('/v1/tasks/claim', { token, body: {} })).toMatchObject({ id: 't1', holder: id });
  expect(await http.json('/v1/tasks/t1', { token })).toMatchObject({ id: 't1', state: 'running' });
  expect(await http.json('/v1/tasks/t1/done', { token, body: { summary: 'built' } })).toMatchObject({
    state: 'done',
    result: 'built',
  });
  expect(await http.json('/v1/tasks?state=done', { token })).toHaveLength(1);
});
