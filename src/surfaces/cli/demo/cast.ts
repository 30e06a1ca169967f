import { type ChildProcess, spawn } from 'node:child_process';
import { demoFailure } from './failure.ts';
import { roles } from './agents/main.ts';
import type { Stage } from './stage.ts';
import { selfCommand, type Variables } from './self.ts';

/** The agents' processes. */
export interface Cast {
  readonly names: readonly string[];
  /** Ends one without a word, as a crash does. */
  kill(name: string): void;
  /** Asks everyone to come to an end, and waits for it. Throws when one failed. */
  finish(): Promise<void>;
  /** Ends whoever is still there. */
  stop(): Promise<void>;
  /** Rejects when an agent ends by itself before it was asked to. */
  readonly failed: Promise<never>;
}

interface Member {
  readonly name: string;
  readonly child: ChildProcess;
  readonly ended: Promise<{ code: number | null; said: string }>;
}

export function startCast({ directory, env }: Stage, more: Variables): Cast {
  const members = Object.entries(roles).map(([name, { processName }]) =>
    startMember(name, processName, directory, { ...env, ...more }),
  );
  const excused = new Set<string>();
  const failed = Promise.race(
    members.map(async ({ name, ended }) => {
      const { code, said } = await ended;
      if (excused.has(name)) return new Promise<never>(() => undefined);
      throw demoFailure(`${name} ended by itself with code ${code}: ${said.trim()}`);
    }),
  );
  failed.catch(() => undefined); // looked at by whoever waits for the play to end
  return {
    names: members.map(({ name }) => name),
    failed,
    kill(name) {
      excused.add(name);
      members.find((member) => member.name === name)?.child.kill('SIGKILL');
    },
    async finish() {
      const present = members.filter(({ name }) => !excused.has(name));
      for (const { name, child } of present) {
        excused.add(name);
        child.stdin?.end();
      }
      for (const { name, ended } of present) {
        const { code, said } = await ended;
        if (code !== 0) throw demoFailure(`${name} ended with code ${code}: ${said.trim()}`);
      }
    },
    async stop() {
      for (const { name, child } of members) {
        excused.add(name);
        killGroup(child);
      }
      await Promise.all(members.map(({ ended }) => ended));
    },
  };
}

/** In an OS session of its own, like an agent in another terminal; its standard input is what keeps it going. */
function startMember(name: string, argv0: string | undefined, cwd: string, env: Variables): Member {
  const [program = '', ...args] = selfCommand();
  const child = spawn(program, [...args, 'demo', '--agent', name], {
    cwd,
    env,
    detached: true,
    ...(argv0 === undefined ? {} : { argv0 }),
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  const chunks: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stdin.on('error', () => undefined); // a killed one reads no more
  const ended = new Promise<{ code: number | null; said: string }>((resolve) => {
    child.once('error', (error) => resolve({ code: null, said: error.message }));
    child.once('close', (code) => resolve({ code, said: Buffer.concat(chunks).toString('utf8') }));
  });
  return { name, child, ended };
}

/** With the command that it may be waiting for; each member leads a group of its own. */
function killGroup({ pid, exitCode, signalCode }: ChildProcess): void {
  if (pid === undefined || exitCode !== null || signalCode !== null) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
