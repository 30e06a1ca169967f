import { threadParams } from './plan.ts';
import { call, notify, type Connection, type Pending } from './state.ts';
import { fieldsAt, textAt, type Fields, type RpcError } from './wire.ts';

/** initialize → config/read → thread/start, thread/resume or thread/fork. */
export function begin(connection: Connection): void {
  const params = {
    clientInfo: { name: 'shoal', title: 'Shoal', version: '1' },
    capabilities: { experimentalApi: true, requestAttestation: false, optOutNotificationMethods: unheard },
  };
  call(connection, 'initialize', params, { kind: 'initialize' });
}

export function handshakeAnswered(
  connection: Connection,
  kind: Extract<Pending['kind'], 'initialize' | 'config' | 'thread'>,
  result: Fields,
  error: RpcError | null,
): void {
  switch (kind) {
    case 'initialize':
      if (error !== null) return giveUp(connection, 'did not take the handshake', error.message);
      connection.state.version = versionIn(textAt(result, 'userAgent'));
      notify(connection, 'initialized');
      return call(connection, 'config/read', { cwd: connection.spec.directory }, { kind: 'config' });
    case 'config':
      return configRead(connection, result, error);
    case 'thread':
      return threadOpened(connection, result, error);
  }
}

/** Not needed, and some of them large: the whole diff of a turn comes again after each request. */
const unheard = [
  'turn/diff/updated',
  'thread/readState/changed',
  'remoteControl/status/changed',
  'item/commandExecution/outputDelta',
  'item/fileChange/outputDelta',
];

function configRead(connection: Connection, result: Fields, error: RpcError | null): void {
  const { spec, sink } = connection;
  if (error !== null && spec.profile.mcp !== 'with-own') {
    return giveUp(connection, 'did not name its MCP servers, so none can be left out', error.message);
  }
  if (error !== null) {
    sink.emit({
      type: 'notice',
      level: 'warning',
      text: `Codex did not show its settings: ${error.message}`,
    });
  }
  openThread(connection, fieldsAt(result, 'config'));
}

function openThread(connection: Connection, config: Fields): void {
  const { spec } = connection;
  const params = threadParams(spec, config);
  const pending = { kind: 'thread' } as const;
  if (spec.resume === null) return call(connection, 'thread/start', params, pending);
  const method = spec.fork ? 'thread/fork' : 'thread/resume';
  call(connection, method, { ...params, threadId: spec.resume, excludeTurns: true }, pending);
}

function threadOpened(connection: Connection, result: Fields, error: RpcError | null): void {
  const { state, spec, sink } = connection;
  const id = textAt(fieldsAt(result, 'thread'), 'id');
  if (error !== null || id === null) {
    const what = spec.resume === null ? 'did not start a thread' : `did not resume ${spec.resume}`;
    return giveUp(connection, what, error?.message ?? 'it named none');
  }
  state.thread = id;
  state.phase = 'ready';
  sink.emit({ type: 'ready', harnessSession: id, model: textAt(result, 'model'), version: state.version });
}

function giveUp({ state, sink }: Connection, what: string, why: string): void {
  state.phase = 'failed';
  sink.emit({ type: 'notice', level: 'error', text: `Codex ${what}: ${why}` });
  sink.endInput();
}

/** `shoal/0.169.0 (Debian 12.0.0; x86_64) …` */
function versionIn(userAgent: string | null): string | null {
  return /\/(\d+\.\d+\.\d\S*)/.exec(userAgent ?? '')?.[1] ?? null;
}
