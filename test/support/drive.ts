import type {
  DriverEvent,
  HarnessDriver,
  ProcessPlan,
  Protocol,
  RequestDecision,
  SessionSpec,
  Sink,
} from '../../src/harness/driver.ts';
import { newProfile } from '../../src/domain/profile.ts';
import { createLineSplitter, feedLine, type Line } from '../../src/harness/ndjson.ts';

/** Every call that a protocol got, in order: what `replay` does again. */
export type Step =
  | { readonly call: 'begin' | 'end' | 'interrupt' | 'close' }
  | { readonly call: 'line'; readonly line: Line }
  | { readonly call: 'send'; readonly id: string; readonly text: string }
  | { readonly call: 'answer'; readonly request: string; readonly decision: RequestDecision };

export interface DriveOptions {
  /** The child's environment besides the plan's; nothing else is inherited but PATH. */
  readonly env?: Readonly<Record<string, string>>;
  /** Started instead of `plan.argv`. */
  readonly argv?: (plan: ProcessPlan) => readonly string[];
  /** A protocol is made anew from its snapshot before each call: the daemon that dies all the time. */
  readonly reconnect?: boolean;
}

/** A driver at work on a real child process. Disposing of it kills the child. */
export interface Drive extends AsyncDisposable {
  readonly plan: ProcessPlan;
  readonly pid: number;
  readonly events: readonly DriverEvent[];
  /** What was written to the child, as it was. */
  readonly written: readonly string[];
  /** Calls so far. */
  readonly trace: readonly Step[];
  /** The raw lines of the child's output. */
  readonly lines: readonly string[];
  readonly exited: Promise<number>;
  stderr(): string;
  /** Resolves with the first event, past or future, that satisfies it; rejects when the output ends without one. */
  until(predicate: (event: DriverEvent) => boolean): Promise<DriverEvent>;
  /** The same, for the first event of this type after `from` (an index of `events`; default: 0). */
  next<T extends DriverEvent['type']>(type: T, from?: number): Promise<Extract<DriverEvent, { type: T }>>;
  canSend(): 'idle' | 'steer' | 'no';
  send(text: string, id?: string): string;
  answer(request: string, decision: Partial<RequestDecision>): void;
  interrupt(): void;
  close(): void;
  snapshot(): unknown;
  /** Makes the protocol anew from its own snapshot, as a daemon does that comes back. */
  reconnect(): void;
  kill(signal?: NodeJS.Signals): void;
}

/** Starts what the driver plans, by plain pipes, and records what comes of it. */
export function drive(driver: HarnessDriver, spec: SessionSpec, options: DriveOptions = {}): Drive {
  const plan = driver.plan(spec);
  const argv = options.argv?.(plan) ?? plan.argv;
  const child = Bun.spawn([...argv], {
    cwd: spec.directory,
    env: { PATH: process.env['PATH'] ?? '', ...options.env, ...plan.env },
    stdin: 'pipe',
    stdout: 'pipe',
    stderr: 'pipe',
  });
  const events: DriverEvent[] = [];
  const written: string[] = [];
  const trace: Step[] = [];
  const lines: string[] = [];
  const arrivals = new EventTarget();
  let hasEnded = false;
  let errors = '';

  const sink: Sink = {
    write(text) {
      written.push(text);
      void unlessGone(async () => {
        await child.stdin.write(text);
        await child.stdin.flush();
      });
    },
    endInput: () => void unlessGone(async () => void (await child.stdin.end())),
    emit: (event) => void events.push(event),
  };
  let protocol = driver.connect(spec, sink, null);
  const reconnect = (): void => {
    protocol = driver.connect(spec, sink, copied(protocol.snapshot()));
  };
  const take = (step: Step): void => {
    if (options.reconnect === true && trace.length > 0) reconnect();
    trace.push(step);
    perform(protocol, sink, step);
    arrivals.dispatchEvent(new Event('change'));
  };

  const reading = (async (): Promise<void> => {
    const splitter = createLineSplitter();
    const feed = (line: Line): void => {
      lines.push(line.text);
      take({ call: 'line', line });
    };
    for await (const chunk of child.stdout) splitter.push(chunk).forEach(feed);
    const rest = splitter.end();
    if (rest !== null) feed(rest);
    take({ call: 'end' });
    hasEnded = true;
    arrivals.dispatchEvent(new Event('change'));
  })();
  const draining = (async (): Promise<void> => {
    const decoder = new TextDecoder();
    for await (const chunk of child.stderr) errors += decoder.decode(chunk, { stream: true });
  })();
  take({ call: 'begin' });

  const until = <T extends DriverEvent>(find: () => T | undefined): Promise<T> => {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const check = (): void => {
      const found = find();
      if (found === undefined && !hasEnded) return;
      arrivals.removeEventListener('change', check);
      if (found !== undefined) resolve(found);
      else reject(new Error(`the output ended before that event; ${describe(events)}\n${errors}`));
    };
    arrivals.addEventListener('change', check);
    check();
    return promise;
  };

  return {
    plan,
    pid: child.pid,
    events,
    written,
    trace,
    lines,
    exited: child.exited,
    stderr: () => errors,
    until: (predicate) => until(() => events.find(predicate)),
    next: (type, from = 0) => until(() => events.slice(from).find((event) => event.type === type) as never), // found by its type
    canSend: () => protocol.canSend(),
    send(text, id = `turn${trace.length}`) {
      take({ call: 'send', id, text });
      return id;
    },
    answer: (request, decision) =>
      take({
        call: 'answer',
        request,
        decision: { outcome: 'approve', option: null, text: null, ...decision },
      }),
    interrupt: () => take({ call: 'interrupt' }),
    close: () => take({ call: 'close' }),
    snapshot: () => protocol.snapshot(),
    reconnect,
    kill: (signal = 'SIGKILL') => child.kill(signal),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await child.exited;
      await Promise.all([reading, draining]);
    },
  };
}

export interface Replayed {
  readonly events: readonly DriverEvent[];
  readonly written: readonly string[];
}

/** Does the calls of a trace again without a child, with a protocol made anew before each step that `isReconnect` names. */
export function replay(
  driver: HarnessDriver,
  spec: SessionSpec,
  trace: readonly Step[],
  isReconnect: (step: number) => boolean,
): Replayed {
  const events: DriverEvent[] = [];
  const written: string[] = [];
  const sink: Sink = {
    write: (text) => void written.push(text),
    endInput: () => {},
    emit: (event) => void events.push(event),
  };
  let protocol = driver.connect(spec, sink, null);
  trace.forEach((step, index) => {
    if (index > 0 && isReconnect(index)) protocol = driver.connect(spec, sink, copied(protocol.snapshot()));
    perform(protocol, sink, step);
  });
  return { events, written };
}

/** A spec for tests: a new session that may do anything, and has nothing but what `over` gives it. */
export function specOf(
  over: Partial<Omit<SessionSpec, 'profile'>> & { profile: Partial<SessionSpec['profile']> },
): SessionSpec {
  return {
    directory: process.cwd(),
    agentName: 'lucid-knuth',
    briefing: '',
    resume: null,
    fork: false,
    sessionId: crypto.randomUUID(),
    mcpServers: [],
    capabilities: {},
    ...over,
    profile: newProfile({
      name: 'lab',
      harness: 'command',
      permission: 'full',
      timers: { startMs: 60_000, silenceMs: 60_000, toolMs: 60_000, turnMs: 60_000, afterResultMs: 30_000 },
      ...over.profile,
    }),
  };
}

/** A child that is gone takes no input; its end says so. */
async function unlessGone(act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
  }
}

function perform(protocol: Protocol, sink: Sink, step: Step): void {
  switch (step.call) {
    case 'line':
      return feedLine(protocol, sink, step.line);
    case 'send':
      return protocol.send({ id: step.id, text: step.text });
    case 'answer':
      return protocol.answer(step.request, step.decision);
    default:
      return protocol[step.call]();
  }
}

/** As it comes back from the transcript: a snapshot that is not JSON-pure shows here. */
function copied(snapshot: unknown): unknown {
  return JSON.parse(JSON.stringify(snapshot));
}

function describe(events: readonly DriverEvent[]): string {
  return `events were: ${events.map((event) => event.type).join(' ')}`;
}
