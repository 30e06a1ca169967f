import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { demoFailure } from './failure.ts';
import { selfCommand, type Variables } from './self.ts';

/** One event as `shoal log --follow --json` prints it; only what the demo looks at. */
export interface DemoEvent {
  readonly seq: number;
  readonly at: string;
  readonly type: string;
  readonly id: string;
  readonly actor: string | null;
  readonly actorName: string | null;
  readonly task: string | null;
  readonly agent: string | null;
  readonly agentName: string | null;
  readonly change: Readonly<Record<string, unknown>> | null;
}

/** The log from its beginning and on as it grows, by `shoal log --follow`; ends with its reader or when aborted. */
export async function* followLog(
  cwd: string,
  env: Variables,
  signal: AbortSignal,
  type?: string,
): AsyncGenerator<DemoEvent> {
  const [program = '', ...args] = selfCommand();
  const filter = type === undefined ? [] : ['--type', type];
  const child = spawn(program, [...args, 'log', '--follow', '--json', '--after', '0', ...filter], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const stop = () => void child.kill('SIGTERM');
  signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      if (line.startsWith('{')) yield JSON.parse(line) as DemoEvent; // our own program's output
    }
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
  }
}

/** The first event that fits. Throws when there is none in time. */
export async function awaitEvent(
  cwd: string,
  env: Variables,
  what: string,
  fits: (event: DemoEvent) => boolean,
  type: string,
): Promise<DemoEvent> {
  const limit = AbortSignal.timeout(30_000);
  for await (const event of followLog(cwd, env, limit, type)) if (fits(event)) return event;
  throw demoFailure(`waited in vain for ${what}`);
}
