import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { ShoalError } from '../../domain/errors.ts';
import type { Daemon, DaemonStatus, Place } from '../../operations/ports.ts';
import { selfCommand } from '../cli/demo/self.ts';
import type { Environment } from '../identity/harness.ts';
import { readServeInfo, type ServeInfo, serveFiles } from './files.ts';
import { callControl, endedWithin, presenceOf } from './presence.ts';

export interface DaemonControlOptions {
  readonly place: Place;
  readonly environment: Environment;
  readonly executable: string;
}

const startMs = 20_000;
const stopMs = 10_000;
/** For one that has much to do, or is just ending. */
const answerMs = 10_000;
const glanceMs = 2_000;

/** The daemon of a workspace as other processes see it: by what it wrote, and by its process. */
export function createDaemonControl({ place, environment, executable }: DaemonControlOptions): Daemon {
  const { info: file } = serveFiles(place.stateDir);

  /** null: none runs. */
  async function look(patienceMs: number): Promise<{ info: ServeInfo; answers: boolean } | null> {
    const info = readServeInfo(file);
    const presence = info === null ? 'gone' : await presenceOf(info, patienceMs);
    return info === null || presence === 'gone' ? null : { info, answers: presence === 'serves' };
  }

  return {
    async status() {
      const seen = await look(glanceMs);
      return seen && { ...toStatus(seen.info), answers: seen.answers };
    },
    async ensure(keepAgents = false) {
      const seen = await look(answerMs);
      if (seen === null) return start(place, environment, serveCommand(place, executable, keepAgents));
      if (!seen.answers) throw silent(seen.info);
      return toStatus(seen.info);
    },
    async stop(keepAgents) {
      const info = (await look(glanceMs))?.info;
      if (info === undefined) return false;
      await askToStop(info, keepAgents);
      if (await endedWithin(info, stopMs)) return true;
      throw new ShoalError('TIMED_OUT', `The daemon (process ${info.pid}) has not ended yet.`, {
        hint: `See \`shoal serve logs\`; \`kill -9 ${info.pid}\` loses nothing.`,
      });
    },
  };
}

function serveCommand({ root }: Place, executable: string, keepAgents: boolean): readonly string[] {
  const words = [...selfCommand(process.argv, executable), '-C', root, 'serve', '--announce'];
  return keepAgents ? [...words, '--keep-agents'] : words;
}

function toStatus({ pid, version, socket, url, startedAt }: ServeInfo): DaemonStatus {
  return { pid, version, socket, url, startedAt };
}

/** Nothing of whoever starts it: it outlives them, and must not be taken for a part of them. */
const identities =
  /^(SHOAL_(AGENT|DIR|PROMPT|JSON)|CLAUDE(CODE|_PID|_CODE_SESSION|_CODE_CHILD|_ENV_FILE)|CODEX_(THREAD|SESSION|CI|TOOL|SANDBOX)|AI_AGENT|COPILOT_(AGENT|CLI)|GEMINI_(SESSION|CLI$)|OPENCODE$|OPENCODE_PID|CURSOR_AGENT)/;

function daemonEnvironment(environment: Environment): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && !identities.test(entry[0]),
    ),
  );
}

/** It says on one line that it serves, or that another does; then it is on its own. */
async function start(
  { root, stateDir }: Place,
  environment: Environment,
  [program = '', ...args]: readonly string[],
): Promise<DaemonStatus> {
  const { errors } = serveFiles(stateDir);
  const errorFile = openSync(errors, 'w', 0o600);
  const child = spawn(program, args, {
    cwd: root,
    env: daemonEnvironment(environment),
    detached: true,
    stdio: ['ignore', 'pipe', errorFile],
  });
  closeSync(errorFile);
  const line = await firstLine(child);
  child.stdout?.destroy();
  child.unref();
  if (line !== null) return JSON.parse(line) as DaemonStatus; // from `--announce`
  throw new ShoalError('UNHEALTHY', `The daemon did not start: ${lastWords(errors)}`, {
    hint: `Run \`shoal serve\` to see why; its log is ${serveFiles(stateDir).log}.`,
  });
}

function firstLine(child: ReturnType<typeof spawn>): Promise<string | null> {
  return new Promise((resolve) => {
    const tooLate = setTimeout(() => resolve(null), startMs);
    const done = (line: string | null): void => {
      clearTimeout(tooLate);
      resolve(line);
    };
    let text = '';
    child.stdout?.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      if (text.includes('\n')) done(text.slice(0, text.indexOf('\n')));
    });
    child.stdout?.on('end', () => done(null));
    child.on('error', () => done(null));
  });
}

function lastWords(file: string): string {
  const text = readFileSync(file, 'utf8').trim();
  return text === '' ? 'it said nothing.' : text.split('\n').slice(-3).join(' ');
}

/** By a signal when it does not answer. One that is ending already need not be asked. */
async function askToStop(info: ServeInfo, keepAgents: boolean): Promise<void> {
  const status = await callControl(info, 'POST', 'stop', { keepAgents });
  if (status === 202 || status === 503 || (status === 409 && !keepAgents)) return;
  if (status === 409) throw endsWithAgents(info);
  if (keepAgents) throw silent(info);
  try {
    process.kill(info.pid, 'SIGTERM');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // of kill(2)
  }
}

function endsWithAgents({ pid }: ServeInfo): ShoalError {
  return new ShoalError(
    'CONFLICT',
    `The daemon (process ${pid}) is ending already, and its agents with it.`,
    {
      hint: 'What they said is kept: `shoal continue NAME` goes on with one.',
    },
  );
}

function silent({ pid }: ServeInfo): ShoalError {
  return new ShoalError('UNHEALTHY', `The daemon (process ${pid}) runs, but does not answer.`, {
    hint: `End it with \`kill -9 ${pid}\`: nothing is lost, its agents run on, and the next daemon adopts them.`,
  });
}
