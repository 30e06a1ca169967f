import { spawn } from 'node:child_process';
import { ShoalError } from '../../domain/errors.ts';
import { findOnPath } from '../harnesses-on-path.ts';

/** How each is asked once, the prompt on standard input and the answer on standard output. None may change anything so. */
const commands: Readonly<Record<string, readonly string[]>> = {
  claude: ['claude', '-p', '--output-format', 'text'],
  codex: ['codex', 'exec', '--sandbox', 'read-only', '--skip-git-repo-check', '-'],
  gemini: ['gemini', '-p', 'Do what is asked above.'],
};

const timeoutMs = 300_000;
const bytesMax = 1_000_000;

type Environment = Readonly<Record<string, string | undefined>>;

/** The first installed harness that can be asked; null: there is none. */
function askable(environment: Environment): string | null {
  return Object.keys(commands).find((name) => findOnPath(name, environment['PATH'] ?? '') !== null) ?? null;
}

/** Throws SPAWN_FAILED with what the harness says. */
export async function askModel(
  prompt: string,
  environment: Environment,
  signal: AbortSignal,
): Promise<string> {
  const name = askable(environment);
  const [program, ...args] = commands[name ?? ''] ?? [];
  if (name === null || program === undefined)
    throw new ShoalError('NOT_FOUND', 'No model can be asked: none of claude, codex and gemini is on PATH.', {
      hint: 'Install one, or begin with a template: `shoal pipeline create --help`.',
    });
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const child = spawn(program, args, {
    env: { ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
  });
  let said = '';
  let complained = '';
  child.stdout.on('data', (part: Buffer) => (said = `${said}${part.toString('utf8')}`.slice(0, bytesMax)));
  child.stderr.on(
    'data',
    (part: Buffer) => (complained = `${complained}${part.toString('utf8')}`.slice(-2_000)),
  );
  child.stdin.on('error', () => undefined); // one that ends without reading has said why
  child.stdin.end(prompt);
  child.on('error', (cause) => reject(failed(name, cause.message, cause)));
  child.on('close', (code, by) => {
    if (code === 0) return resolve(said);
    reject(failed(name, complained.trim().split('\n').at(-1) || `it ended with ${by ?? code}`));
  });
  return promise;
}

function failed(name: string, why: string, cause?: unknown): ShoalError {
  return new ShoalError('SPAWN_FAILED', `${name} gave no answer: ${why}.`, {
    hint: 'Try it by itself, or begin with a template: `shoal pipeline create --help`.',
    ...(cause === undefined ? {} : { cause }),
  });
}
