import { ShoalError } from '../../domain/errors.ts';
import type { Kind } from '../../domain/kinds.ts';
import type { Connection } from './connection.ts';
import { readMeta, writeMeta } from './meta.ts';
import { eventTimeIndex, statementsOfKinds } from './schema.ts';

/** What turns the schema before it into `version`. Runs inside one transaction with the change of version. */
export interface Migration {
  readonly version: number;
  migrate(connection: Connection): void;
}

/**
 * Forward only, in order; the last one's version is what this program writes and what `createDatabase` makes. To add
 * one: append it here, and let `schemaStatements` make what it has.
 */
export const migrations: readonly Migration[] = [
  { version: 1, migrate: () => undefined },
  {
    version: 2,
    migrate: addKinds(['session', 'turn', 'request', 'signal', 'subscription', 'cursor', 'memory']),
  },
  { version: 3, migrate: addKinds(['plan', 'run', 'step', 'stepText']) },
  { version: 4, migrate: (connection) => connection.run(eventTimeIndex) },
  { version: 5, migrate: addKinds(['waitLife']) },
];

function addKinds(added: readonly Kind[]): Migration['migrate'] {
  return (connection) => {
    for (const statement of statementsOfKinds(added)) connection.run(statement);
  };
}

export const currentSchema: number = migrations.at(-1)?.version ?? 1;

/** Brings a database up to date; refuses one that a newer program wrote. Safe when many processes do it at once. */
export function migrate(connection: Connection, list: readonly Migration[] = migrations): void {
  const newest = list.at(-1)?.version ?? 1;
  const { schema } = readMeta(connection);
  if (schema > newest) throw tooNew(connection.file, schema, newest);
  if (schema === newest) return;
  connection.run('BEGIN IMMEDIATE');
  try {
    const from = readMeta(connection).schema;
    for (const step of list.filter(({ version }) => version > from)) {
      step.migrate(connection);
      writeMeta(connection, { schema: step.version });
    }
    connection.run('COMMIT');
  } catch (error) {
    connection.run('ROLLBACK');
    throw error;
  }
}

function tooNew(file: string, schema: number, newest: number): ShoalError {
  return new ShoalError(
    'STORE_TOO_NEW',
    `${file} has schema ${schema}; this shoal knows schemas up to ${newest}.`,
    {
      hint: 'Update shoal to the version that the others in this workspace use; nothing was changed.',
      details: { schema, newest },
    },
  );
}
