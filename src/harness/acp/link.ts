import type { DriverEvent, SessionSpec, Sink } from '../driver.ts';
import { jsonLine } from '../ndjson.ts';
import type { Dialect } from './dialect.ts';
import type { Json } from './json.ts';
import type { Pending, State } from './state.ts';

/** What every part of the connection works on: what was asked for, the pipe, and all that is remembered. */
export interface Link {
  readonly spec: SessionSpec;
  readonly dialect: Dialect;
  readonly sink: Sink;
  readonly state: State;
}

const toldMax = 100;

export function emit(link: Link, event: DriverEvent): void {
  link.sink.emit(event);
}

export function notice(link: Link, level: 'info' | 'warning' | 'error', text: string): void {
  emit(link, { type: 'notice', level, text });
}

/** The same oddity is told once for each start of the program. */
export function noticeOnce(link: Link, text: string): void {
  const { told } = link.state;
  if (told.includes(text) || told.length >= toldMax) return;
  told.push(text);
  notice(link, 'info', text);
}

/** Asks the agent; its answer comes back under the name that `what` gives it. */
export function request(link: Link, what: Pending, method: string, params: Json): void {
  const id = link.state.nextRpc++;
  link.state.pending[id] = what;
  write(link, { id, method, params });
}

export function notify(link: Link, method: string, params: Json): void {
  write(link, { method, params });
}

export function reply(link: Link, id: string | number, result: Json): void {
  write(link, { id, result });
}

export function refuse(link: Link, id: string | number, code: number, message: string): void {
  write(link, { id, error: { code, message } });
}

function write(link: Link, message: Json): void {
  link.sink.write(jsonLine({ jsonrpc: '2.0', ...message }));
}
