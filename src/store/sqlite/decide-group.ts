import type { Transaction } from '../port.ts';
import type { Connection } from './connection.ts';
import { isDatabaseError } from './errors.ts';
import type { Outcome } from './group.ts';
import type { Steady } from './steady.ts';
import { createTransaction, type Head, type SqliteTransaction } from './transaction.ts';

export type Decide = (tx: Transaction) => unknown;

interface Decided {
  readonly outcomes: readonly Outcome[];
  readonly lastSeq: number;
}

export interface Began extends Head {
  readonly now: number;
}

interface GroupDecision {
  readonly connection: Connection;
  readonly steady: Steady;
  /** Begins, does the work and commits; rolls back when it throws. */
  readonly inTransaction: (work: (began: Began) => Decided) => Decided;
}

type Run = (decide: Decide, draft: SqliteTransaction) => Outcome;

/** A command of a group has written and then refused: only a savepoint can take that back alone. */
class LeftSomething extends Error {}

/** Decides all in one transaction, each after the ones before it. */
export function createGroupDecision({
  connection,
  steady,
  inTransaction,
}: GroupDecision): (decides: readonly Decide[]) => Decided {
  const decideAll = (decides: readonly Decide[], run: Run): Decided =>
    inTransaction(({ epoch, now, ...began }) => {
      let { lastSeq } = began;
      const outcomes = decides.map((decide) => {
        const draft = createTransaction(connection, steady, { epoch, lastSeq }, now);
        const outcome = run(decide, draft);
        if ('value' in outcome) lastSeq = draft.tx.loggedSeq();
        return outcome;
      });
      return { outcomes, lastSeq };
    });
  const inSavepoint: Run = (decide, { tx }) => {
    connection.run('SAVEPOINT command');
    try {
      const value = decide(tx);
      connection.run('RELEASE command');
      return { value };
    } catch (refusal) {
      if (isDatabaseError(refusal)) throw refusal;
      connection.run('ROLLBACK TO command');
      connection.run('RELEASE command');
      steady.forget();
      return { refusal };
    }
  };
  return (decides) => {
    try {
      return decideAll(decides, unlessOneLeavesSomething);
    } catch (error) {
      if (error instanceof LeftSomething) return decideAll(decides, inSavepoint);
      throw error;
    }
  };
}

/** A savepoint costs a copy of every page that a command changes, and hardly any writes before it refuses. */
const unlessOneLeavesSomething: Run = (decide, draft) => {
  try {
    return { value: decide(draft.tx) };
  } catch (refusal) {
    if (isDatabaseError(refusal)) throw refusal;
    if (draft.hasWritten()) throw new LeftSomething();
    return { refusal };
  }
};
