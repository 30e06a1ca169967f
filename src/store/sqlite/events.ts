import { defaultLimit } from '../event-filter.ts';
import type { CountQuery, EventQuery, LogEvent } from '../port.ts';
import type { Connection, Row, Value } from './connection.ts';

export function readEvents(connection: Connection, query: EventQuery): readonly LogEvent[] {
  return connection.rows(...eventsSql(query)).map(toEvent);
}

export function eventsSql(query: EventQuery): [string, ...Value[]] {
  const { conditions, values } = filterOf(query);
  conditions.unshift('seq > ?');
  values.unshift(query.after ?? 0);
  if (query.before !== undefined) {
    conditions.push('seq < ?');
    values.push(query.before);
  }
  const order = query.newestFirst === true ? 'DESC' : 'ASC';
  const sql = `SELECT * FROM event WHERE ${conditions.join(' AND ')} ORDER BY seq ${order} LIMIT ?`;
  return [sql, ...values, query.limit ?? defaultLimit];
}

/** One stretch at a time: so few rows are grouped faster than all at once, and nobody waits for long. */
export function countEvents(
  connection: Connection,
  query: CountQuery,
  from: number,
  until: number,
): Readonly<Record<string, number>> {
  const rows = connection.rows(...countEventsSql(query, from, until));
  return Object.fromEntries(rows.map((row) => [String(row['type']), Number(row['n'])]));
}

export function countEventsSql(query: CountQuery, from: number, until: number): [string, ...Value[]] {
  const { conditions, values } = filterOf(query);
  const wanted = ['at >= ?', 'at < ?', ...conditions].join(' AND ');
  return [`SELECT type, count(*) AS n FROM event WHERE ${wanted} GROUP BY type`, from, until, ...values];
}

function filterOf(query: Pick<EventQuery, 'task' | 'agent' | 'type' | 'kinds'>): {
  readonly conditions: string[];
  readonly values: Value[];
} {
  const conditions: string[] = [];
  const values: Value[] = [];
  if (query.task !== undefined) {
    conditions.push('task = ?');
    values.push(query.task);
  }
  if (query.agent !== undefined) {
    conditions.push('(actor = ? OR agent = ?)');
    values.push(query.agent, query.agent);
  }
  if (query.type !== undefined) {
    conditions.push('(type = ? OR substr(type, 1, length(?)) = ?)');
    values.push(query.type, `${query.type}.`, `${query.type}.`);
  }
  if (query.kinds !== undefined) {
    conditions.push(`kind IN (${query.kinds.map(() => '?').join()})`);
    values.push(...query.kinds);
  }
  return { conditions, values };
}

/** Rows of `event` hold what transactions logged: the casts name what the columns are. */
export function toEvent(row: Row): LogEvent {
  return {
    seq: Number(row['seq']),
    at: Number(row['at']),
    command: Number(row['command']),
    actor: row['actor'] as string | null,
    type: String(row['type']),
    kind: String(row['kind']) as LogEvent['kind'],
    id: String(row['id']),
    task: row['task'] as string | null,
    agent: row['agent'] as string | null,
    data: parsed(row['data']),
    change: parsed(row['change']),
  };
}

function parsed(text: Value | undefined): Readonly<Record<string, unknown>> | null {
  return typeof text === 'string' ? (JSON.parse(text) as Record<string, unknown>) : null;
}
