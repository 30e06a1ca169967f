import assert from 'node:assert/strict';
import { test } from '../runner.ts';
import { addTask, body, idFor, indexed, kinds, type Adapter } from '../world.ts';
import { kindSpecs } from '../../../src/domain/kinds.ts';

const note = { type: 'test.changed' };

export function recordContract(adapter: Adapter): void {
  test('a record reads back as JSON, with nothing shared with the writer', async () => {
    await using world = await adapter.open();
    const tags = ['a', 'b'];
    const id = await addTask(world.store, { tags, data: { deep: [1, null, 'x', { y: true }] } });
    tags.push('c');
    const task = await world.store.read((view) => view.get('task', id));
    assert.deepEqual(task, { id, title: id, tags: ['a', 'b'], data: { deep: [1, null, 'x', { y: true }] } });
  });

  test('what is not there is undefined, empty or zero', async () => {
    await using world = await adapter.open();
    await world.store.read((view) => {
      assert.equal(view.get('task', 't1'), undefined);
      assert.equal(view.get('task', 'no task id'), undefined);
      assert.equal(view.get('leader', 'main'), undefined);
      assert.deepEqual(view.list('task'), []);
      assert.deepEqual(view.list('task', { after: 'nonsense' }), []);
      assert.deepEqual(view.count('task', 'state'), {});
      assert.deepEqual(view.due('task', 10), []);
      assert.deepEqual(view.buckets('task', 'ready'), []);
      assert.deepEqual(view.ranked('task', 'ready', 'any', 10), []);
      assert.equal(view.lastSeq, 0);
    });
    assert.equal(await world.store.nextDue(), undefined);
  });

  test('every kind can be made, changed, listed and removed', async () => {
    await using world = await adapter.open();
    for (const kind of kinds) {
      const id = idFor(kind, 7);
      await world.store.transact((tx) => tx.create(kind, { id, x: 1 } as never, note));
      await world.store.transact((tx) => tx.update(kind, id, { x: 2 } as never, note));
      assert.deepEqual(await world.store.read((view) => view.list(kind)), [{ id, x: 2 }], kind);
      await world.store.transact((tx) => tx.remove(kind, id, note));
      assert.deepEqual(await world.store.read((view) => view.list(kind)), [], kind);
    }
  });

  test('every index finds exactly the records that hold the value', async () => {
    await using world = await adapter.open();
    for (const kind of kinds) {
      for (const field of kindSpecs[kind].indexes as readonly never[]) {
        const [one, two] = [idFor(kind, 1), idFor(kind, 2)];
        const found = (value: string): Promise<string[]> =>
          world.store.read((view) =>
            view.list(kind, { where: { [field]: value } as never }).map(({ id }) => id),
          );
        await world.store.transact((tx) => {
          tx.create(kind, indexed(kind, one, field, 'x'), note);
          tx.create(kind, indexed(kind, two, field, 'y'), note);
        });
        assert.deepEqual(await found('x'), [one], `${kind}.${String(field)}`);
        await world.store.transact((tx) =>
          tx.update(kind, two, indexed(kind, two, field, 'x') as never, note),
        );
        assert.deepEqual(await found('x'), [one, two], `${kind}.${String(field)}`);
        assert.deepEqual(await found('y'), []);
        assert.deepEqual(await world.store.read((view) => view.count(kind, field)), { x: 2 });
        await world.store.transact((tx) => tx.update(kind, one, { [field]: null } as never, note));
        assert.deepEqual(await found('x'), [two]);
        await world.store.transact((tx) => {
          tx.remove(kind, one, note);
          tx.remove(kind, two, note);
        });
        assert.deepEqual(await found('x'), []);
      }
    }
  });

  test('an array field is found by each of its elements, and several conditions mean all of them', async () => {
    await using world = await adapter.open();
    const one = await addTask(world.store, { tags: ['a', 'b', 'a'], queue: 'q', state: 'ready' });
    const two = await addTask(world.store, { tags: ['b'], dependsOn: [one], queue: 'q', state: 'done' });
    await world.store.read((view) => {
      const ids = (where: object): string[] => view.list('task', { where }).map(({ id }) => id);
      assert.deepEqual(ids({ tags: 'b' }), [one, two]);
      assert.deepEqual(ids({ tags: 'a' }), [one]);
      assert.deepEqual(ids({ tags: 'b', dependsOn: one }), [two]);
      assert.deepEqual(ids({ queue: 'q', state: 'ready', tags: 'b' }), [one]);
      assert.deepEqual(ids({ queue: 'q', state: 'done', tags: 'a' }), []);
      assert.deepEqual(view.count('task', 'tags'), { a: 1, b: 2 });
      assert.deepEqual(view.count('task', 'state'), { ready: 1, done: 1 });
    });
  });

  test('due records come earliest first, up to now', async () => {
    await using world = await adapter.open();
    const { store, clock } = world;
    const now = clock.wall();
    const late = await addTask(store, { dueAt: now + 10 });
    const second = await addTask(store, { dueAt: now });
    const first = await addTask(store, { dueAt: now - 5 });
    await addTask(store, { dueAt: null });
    const due = (limit: number): Promise<string[]> =>
      store.read((view) => view.due('task', limit).map(({ id }) => id));
    assert.deepEqual(await due(10), [first, second]);
    assert.deepEqual(await due(1), [first]);
    const dueUntil = (until: number): Promise<string[]> =>
      store.read((view) => view.due('task', 10, until).map(({ id }) => id));
    assert.deepEqual(await dueUntil(now + 10), [first, second, late]);
    assert.deepEqual(await dueUntil(now - 1), [first]);
    assert.equal(await store.nextDue(), now - 5);
    clock.pass(10);
    assert.deepEqual(await due(10), [first, second, late]);
    await store.transact((tx) => tx.create('lock', body('lock', { id: 'l1', dueAt: now - 7 }), note));
    assert.equal(await store.nextDue(), now - 7);
  });

  test('a missing record cannot be changed, an existing one not made again', async () => {
    await using world = await adapter.open();
    const id = await addTask(world.store);
    const { store } = world;
    await assert.rejects(
      store.transact((tx) => tx.update('task', 't99', { title: 'x' }, note)),
      { code: 'NOT_FOUND' },
    );
    await assert.rejects(
      store.transact((tx) => tx.remove('task', 't99', note)),
      { code: 'NOT_FOUND' },
    );
    await assert.rejects(
      store.transact((tx) => tx.create('task', body('task', { id }), note)),
      { code: 'CONFLICT' },
    );
    for (const bad of ['', 'x1', 't0', 't01', 't1x', 't-1', 't1.5', 'task', 't1\0']) {
      const made = store.transact((tx) => tx.create('task', body('task', { id: bad }), note));
      await assert.rejects(made, { code: 'INVALID_INPUT' }, bad);
    }
    await assert.rejects(
      store.transact((tx) => tx.update('task', id, { id: 't5' }, note)),
      { code: 'INVALID_INPUT' },
    );
    await assert.rejects(
      store.read((view) => view.list('task', { where: { title: 'x' } })),
      TypeError,
    );
    await assert.rejects(
      store.read((view) => view.ranked('lock', 'ready', 'x', 1)),
      TypeError,
    );
    assert.equal((await store.events({})).length, 1);
  });

  test('any text is only text', async () => {
    await using world = await adapter.open();
    const texts = [
      "'; DROP TABLE task_record; --",
      'a\0b',
      '[/red]\u001B[31m',
      '💩𝒳',
      '%_*?',
      '../x',
      'x'.repeat(300),
      '"',
    ];
    for (const text of texts) {
      const id = await addTask(world.store, { title: text, titleKey: text, tags: [text] });
      await world.store.read((view) => {
        assert.equal(view.get('task', id)?.title, text);
        assert.deepEqual(
          view.list('task', { where: { titleKey: text } }).map((task) => task.id),
          [id],
        );
        assert.deepEqual(
          view.list('task', { where: { tags: text } }).map((task) => task.id),
          [id],
        );
      });
      const key = `op:a1:${text}`;
      await world.store.transact((tx) =>
        tx.create('idempotency', body('idempotency', { id: key, result: text }), note),
      );
      assert.equal((await world.store.read((view) => view.get('idempotency', key)))?.result, text);
    }
  });
}
