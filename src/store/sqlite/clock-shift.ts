import { kinds, kindSpecs, type Kind, type Kinds } from '../../domain/kinds.ts';
import type { Body } from '../change.ts';
import type { Transaction } from '../port.ts';
import type { Connection } from './connection.ts';
import { tableOf } from './tables.ts';

/** Moves every lease by as much as the wall clock was set, so that each has as long to run as before. */
export function shiftLeases(connection: Connection, tx: Transaction, jumpMs: number): void {
  for (const kind of kinds.filter((name) => kindSpecs[name].leases !== undefined)) {
    for (const row of connection.rows(leasedSql(kind))) {
      shiftRecord(tx, kind, JSON.parse(String(row['body'])) as Body, jumpMs);
    }
  }
}

function leasedSql(kind: Kind): string {
  const { name, due } = tableOf(kind);
  return `SELECT body FROM ${name}${due === null ? '' : ` WHERE "${due}" IS NOT NULL`}`;
}

function shiftRecord<K extends Kind>(tx: Transaction, kind: K, body: Body, jumpMs: number): void {
  const fields: readonly string[] = kindSpecs[kind].leases ?? [];
  const due = tableOf(kind).due;
  const patch: Record<string, number> = {};
  for (const field of fields) {
    const value = body[field];
    if (typeof value !== 'number') continue;
    patch[field] = value + jumpMs;
    if (due !== null && body[due] === value) patch[due] = value + jumpMs;
  }
  tx.update(kind, String(body['id']), patch as Partial<Kinds[K]>, {
    type: 'clock.set',
    data: { byMs: jumpMs },
  });
}
