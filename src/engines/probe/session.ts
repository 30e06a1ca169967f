import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { DriverEvent, HarnessDriver, Protocol, SessionSpec, Sink } from '../../harness/driver.ts';
import { createLineSplitter, feedLine } from '../../harness/ndjson.ts';

type EventOf<T extends DriverEvent['type']> = Extract<DriverEvent, { type: T }>;

/** A driver at work on the real program, by plain pipes. */
export interface Session extends AsyncDisposable {
  readonly protocol: Protocol;
  readonly events: readonly DriverEvent[];
  /** Resolves with the first wanted event from index `from` on; rejects when the program ends without one, and when aborted. */
  next(isWanted: (event: DriverEvent) => boolean, from?: number): Promise<DriverEvent>;
  /** The same, for events of one type. */
  nextOf<T extends DriverEvent['type']>(
    type: T,
    from?: number,
    isWanted?: (event: EventOf<T>) => boolean,
  ): Promise<EventOf<T>>;
  /** Does something with the protocol, and lets what it said be seen. */
  act(run: (protocol: Protocol) => void): void;
  /** SIGKILL, and until it is dead. */
  kill(): Promise<void>;
}

export interface SessionOptions {
  readonly driver: HarnessDriver;
  readonly spec: SessionSpec;
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

const errorTailMax = 2_000;

export function startSession({ driver, spec, env, signal }: SessionOptions): Session {
  const plan = driver.plan(spec);
  const [program = '', ...args] = plan.argv;
  const child = spawn(program, args, { cwd: spec.directory, env: { ...env, ...plan.env }, stdio: 'pipe' });
  const exited = once(child, 'exit').catch(() => undefined); // one that could not start has ended too
  const events: DriverEvent[] = [];
  const changes = new EventTarget();
  let hasEnded = false;
  let errors = '';

  const changed = (): void => void changes.dispatchEvent(new Event('change'));
  const sink: Sink = {
    write: (text) => void child.stdin.write(text),
    endInput: () => void child.stdin.end(),
    emit: (event) => void events.push(event),
  };
  const protocol = driver.connect(spec, sink, null);
  const act = (run: (protocol: Protocol) => void): void => {
    run(protocol);
    changed();
  };
  const splitter = createLineSplitter();
  child.stdin.on('error', () => {}); // it may be gone: its end says so
  child.stdout.on('data', (chunk: Buffer) =>
    act(() => splitter.push(chunk).forEach((line) => feedLine(protocol, sink, line))),
  );
  child.stderr.on('data', (chunk: Buffer) => {
    errors = `${errors}${chunk.toString('utf8')}`.slice(-errorTailMax);
  });
  const end = (error?: Error): void => {
    if (hasEnded) return;
    if (error !== undefined) errors += error.message;
    const rest = splitter.end();
    if (rest !== null) feedLine(protocol, sink, rest);
    hasEnded = true;
    act(() => protocol.end());
  };
  child.stdout.once('close', () => end());
  child.once('error', end);
  act(() => protocol.begin());

  async function kill(): Promise<void> {
    child.kill('SIGKILL');
    if (child.pid !== undefined) await exited;
  }

  const next: Session['next'] = (isWanted, from = 0) =>
    settle(changes, signal, () => {
      const found = events.slice(from).find(isWanted);
      if (found === undefined && hasEnded)
        throw new Error(`the program ended${errors === '' ? '' : `: ${lastLine(errors)}`}`);
      return found;
    });
  return {
    protocol,
    events,
    act,
    kill,
    next,
    nextOf: (type, from, isWanted = () => true) =>
      next((event) => event.type === type && isWanted(event as never), from) as Promise<never>, // found by its type
    [Symbol.asyncDispose]: kill,
  };
}

/** Resolves with what `look` finds, now or after a change. */
function settle<T>(changes: EventTarget, signal: AbortSignal, look: () => T | undefined): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const over = new AbortController();
  const check = (): void => {
    try {
      if (signal.aborted) throw signal.reason;
      const found = look();
      if (found === undefined) return;
      resolve(found);
    } catch (error) {
      reject(error);
    }
    over.abort();
  };
  changes.addEventListener('change', check, { signal: over.signal });
  signal.addEventListener('abort', check, { signal: over.signal });
  check();
  return promise;
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.slice(0, 300) ?? '';
}
