import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { toStoreError } from './errors.ts';

export type Value = string | number | null;
export type Row = Readonly<Record<string, Value>>;

/** One open database with its prepared statements. */
export interface Connection {
  readonly file: string;
  run(sql: string, ...values: Value[]): number;
  row(sql: string, ...values: Value[]): Row | undefined;
  rows(sql: string, ...values: Value[]): readonly Row[];
  /** Several statements at once; nothing is kept. */
  script(sql: string): void;
  /** Safe twice. */
  close(): void;
}

/** How long SQLite itself waits for a lock: short, because its own back-off starves whoever waits. */
const lockWaitMs = 8;

/** Opens an existing database, or makes an empty file. Costs no reading: SQLite opens the file at the first statement. */
export function openConnection(file: string, readOnly = false): Connection {
  const database = openDatabase(file, readOnly);
  let isClosed = false;
  const statements = new Map<string, StatementSync>();
  const prepared = (sql: string): StatementSync => {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const statement = database.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
  return {
    file,
    run: (sql, ...values) => Number(prepared(sql).run(...values).changes),
    row: (sql, ...values) => prepared(sql).get(...values) as Row | undefined,
    rows: (sql, ...values) => prepared(sql).all(...values) as readonly Row[],
    script: (sql) => database.exec(sql),
    close: () => {
      if (isClosed) return;
      isClosed = true;
      statements.clear();
      database.close();
    },
  };
}

function openDatabase(file: string, readOnly: boolean): DatabaseSync {
  try {
    return new DatabaseSync(file, { timeout: lockWaitMs, readOnly });
  } catch (error) {
    throw toStoreError(error, file);
  }
}
