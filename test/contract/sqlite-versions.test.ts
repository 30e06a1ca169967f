import assert from 'node:assert/strict';
import { test } from './runner.ts';
import { currentSchema, migrate, migrations, type Migration } from '../../src/store/sqlite/migrations.ts';
import { readMeta, writeMeta } from '../../src/store/sqlite/meta.ts';
import { type Connection, openConnection } from '../../src/store/sqlite/connection.ts';
import { addTask } from './world.ts';
import { kinds, withDatabase, withStore } from './sqlite-support.ts';

const next: Migration = {
  version: currentSchema + 1,
  migrate: (connection) => connection.script('ALTER TABLE counter ADD COLUMN note TEXT'),
};

test('a migration brings an older database up to date once, whoever comes first', async () => {
  await withDatabase((connection, file) => {
    const other = openConnection(file);
    migrate(connection, [...migrations, next]);
    migrate(other, [...migrations, next]);
    migrate(connection, [...migrations, next]);
    assert.equal(readMeta(other).schema, currentSchema + 1);
    assert.deepEqual(other.rows('SELECT note FROM counter'), []);
    other.close();
  });
});

test('a migration that fails changes nothing', async () => {
  await withDatabase((connection) => {
    const broken: Migration = {
      version: currentSchema + 2,
      migrate: () => {
        throw new Error('broken');
      },
    };
    assert.throws(() => migrate(connection, [...migrations, next, broken]), /broken/);
    assert.equal(readMeta(connection).schema, currentSchema);
    assert.throws(() => connection.rows('SELECT note FROM counter'));
  });
});

test('a database of schema 1 becomes what a new one is, with all that is in it', async () => {
  await withDatabase(async (connection, file) => {
    const whole = schemaOf(connection);
    await withStore(file, (store) => addTask(store));
    for (const kind of addedAfterSchema1) connection.script(`DROP VIEW "${kind}"; DROP TABLE ${kind}_record`);
    connection.script('DROP TABLE memory_element; DROP INDEX event_time');
    writeMeta(connection, { schema: 1 });
    await withStore(file, async (store) =>
      assert.equal(await store.read((view) => view.list('task').length), 1),
    );
    assert.deepEqual(schemaOf(connection), whole);
  });
});

const addedAfterSchema1 = [
  'session',
  'turn',
  'request',
  'signal',
  'subscription',
  'cursor',
  'memory',
  'plan',
  'run',
  'step',
  'stepText',
  'waitLife',
];

function schemaOf(connection: Connection): unknown[] {
  return connection.rows('SELECT name, sql FROM sqlite_schema ORDER BY name').map((row) => ({ ...row }));
}

test('a database of a newer program is refused and left as it is', async () => {
  await withDatabase(async (connection, file) => {
    await withStore(file, (store) => addTask(store));
    writeMeta(connection, { schema: migrations.length + 1 });
    await assert.rejects(
      withStore(file, () => undefined),
      { code: 'STORE_TOO_NEW' },
    );
    assert.equal(readMeta(connection).schema, migrations.length + 1);
    writeMeta(connection, { schema: migrations.length });
    await withStore(file, async (store) =>
      assert.equal(await store.read((view) => view.list('task').length), 1),
    );
  });
});

test('every kind has a view of its name, with instants that a person can read', async () => {
  await withDatabase(async (connection, file) => {
    await withStore(file, (store) =>
      addTask(store, { state: 'ready', createdAt: 1_800_000_000_000, tags: ['a'] }),
    );
    for (const kind of kinds) assert.ok(connection.rows(`SELECT * FROM "${kind}"`).length >= 0);
    const row = connection.row('SELECT id, state, tags, createdAt FROM task');
    assert.deepEqual(
      { ...row },
      { id: 't1', state: 'ready', tags: '["a"]', createdAt: '2027-01-15T08:00:00.000Z' },
    );
    assert.equal(connection.row('SELECT type FROM log')?.['type'], 'task.added');
  });
});
