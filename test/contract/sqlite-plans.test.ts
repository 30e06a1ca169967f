import assert from 'node:assert/strict';
import { test } from './runner.ts';
import { kindSpecs, type Kind } from '../../src/domain/kinds.ts';
import type { Connection, Value } from '../../src/store/sqlite/connection.ts';
import { countEventsSql, eventsSql } from '../../src/store/sqlite/events.ts';
import { lastSeqSql } from '../../src/store/sqlite/meta.ts';
import { nextDueSql } from '../../src/store/sqlite/next-due.ts';
import { tableOf } from '../../src/store/sqlite/tables.ts';
import { countSql, dueSql, listSql, rankedSql } from '../../src/store/sqlite/view.ts';
import { kinds, withDatabase } from './sqlite-support.ts';

/** Fails for a plan that reads a whole table or sorts. */
function assertIndexed(
  connection: Connection,
  [sql, ...values]: readonly [string, ...Value[]],
  allowed = /^$/,
): void {
  const steps = connection.rows(`EXPLAIN QUERY PLAN ${sql}`, ...values).map((row) => String(row['detail']));
  const bad = steps.filter((step) => /\bSCAN\b|TEMP B-TREE/.test(step) && !allowed.test(step));
  assert.deepEqual(bad, [], `${sql}\n${steps.join('\n')}`);
}

test('the check of plans fails on a scan and on a sort', async () => {
  await withDatabase((connection) => {
    assert.throws(() => assertIndexed(connection, ["SELECT * FROM task_record WHERE body = ''"]));
    assert.throws(() =>
      assertIndexed(connection, ['SELECT key FROM task_record WHERE key > 1 ORDER BY version']),
    );
  });
});

test('every hot statement finds its rows by an index and in order', async () => {
  await withDatabase((connection) => {
    const constant = /^SCAN (CONSTANT ROW|\(subquery-\d+\)|\d+)/;
    assertIndexed(connection, [lastSeqSql], constant);
    assertIndexed(connection, [nextDueSql], constant);
    for (const kind of kinds) assertKindIndexed(connection, kind);
    assertIndexed(connection, eventsSql({ after: 5 }));
    assertIndexed(connection, eventsSql({ after: 5, newestFirst: true, limit: 10 }));
    assertIndexed(connection, eventsSql({ after: 5, kinds: ['lock', 'task'] }));
    assertIndexed(connection, eventsSql({ after: 5, before: 9, newestFirst: true, limit: 10 }));
    assertIndexed(connection, eventsSql({ task: 't1', newestFirst: true, limit: 10 }));
    assertIndexed(connection, countEventsSql({ bounds: [] }, 1, 2), /^USE TEMP B-TREE FOR GROUP BY$/);
  });
});

function assertKindIndexed(connection: Connection, kind: Kind): void {
  const spec = kindSpecs[kind];
  const after = `${spec.prefix ?? 'x'}1`;
  assertIndexed(connection, [tableOf(kind).getSql, 1]);
  assertIndexed(connection, listSql(kind, { after }));
  assertIndexed(connection, listSql(kind, { newestFirst: true, limit: 10 }), /^SCAN r$/);
  for (const field of spec.indexes as readonly string[]) {
    const where = { [field]: 'x' } as never;
    assertIndexed(connection, listSql(kind, { where }));
    assertIndexed(connection, listSql(kind, { where, after }));
    assertIndexed(connection, listSql(kind, { where, after, newestFirst: true }));
    assertIndexed(connection, countSql(kind, field), /^SCAN \w+ USING COVERING INDEX/);
  }
  const due = dueSql(kind);
  if (due !== null) assertIndexed(connection, [due, 1, 1]);
  for (const { index, headSql, nextBucketSql } of tableOf(kind).ranked) {
    assertIndexed(connection, [headSql, 'x']);
    assertIndexed(connection, [nextBucketSql, 'x']);
    assertIndexed(connection, [rankedSql(kind, index), 'x', 1]);
  }
}
