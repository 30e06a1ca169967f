/** Programs that agents run in, by the name of their executable. A harness is never a person. */
const byName: Readonly<Record<string, string>> = {
  claude: 'claude',
  codex: 'codex',
  'codex-execve-wrapper': 'codex',
  'codex-linux-sandbox': 'codex',
  gemini: 'gemini',
  opencode: 'opencode',
  copilot: 'copilot',
  agy: 'antigravity',
  aider: 'aider',
  amp: 'amp',
  auggie: 'auggie',
  crush: 'crush',
  'cursor-agent': 'cursor',
  droid: 'droid',
  goose: 'goose',
  kimi: 'kimi',
  qwen: 'qwen',
};

/** Where each one's program lies when its name says nothing. */
const byFolder: readonly (readonly [string, string])[] = [
  ['/@anthropic-ai/claude-code', 'claude'],
  ['/claude/versions/', 'claude'],
  ['/@openai/codex', 'codex'],
  ['/@google/gemini-cli/', 'gemini'],
  ['/opencode-ai/', 'opencode'],
  ['/@github/copilot', 'copilot'],
  ['/@sourcegraph/amp/', 'amp'],
];

const runtimes: ReadonlySet<string> = new Set(['node', 'bun', 'deno', 'uv', 'uvx']);
const scriptEndings = ['.js', '.mjs', '.cjs', '.exe'] as const;

/** Variables that each harness sets in what it starts. */
const markers = [
  'AI_AGENT',
  'CLAUDECODE',
  'CODEX_CI',
  'CODEX_SANDBOX',
  'COPILOT_CLI',
  'CURSOR_AGENT',
  'GEMINI_CLI',
  'OPENCODE',
] as const;

/** Variables that hold the id of the session. */
const sessionVariables: readonly (readonly [string, string])[] = [
  ['CLAUDE_CODE_SESSION_ID', 'claude'],
  ['CODEX_THREAD_ID', 'codex'],
  ['COPILOT_AGENT_SESSION_ID', 'copilot'],
  ['GEMINI_SESSION_ID', 'gemini'],
];

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Session {
  readonly harness: string;
  readonly id: string;
}

/** The harness that a command line is, if it is one. */
export function harnessOf(command: readonly string[]): string | null {
  const [program = '', ...args] = command;
  const named = nameOf(program) ?? folderOf(program);
  if (named !== null || !isRuntime(baseName(program))) return named;
  const script = args.find((arg) => !arg.startsWith('-')) ?? '';
  return nameOf(script) ?? folderOf(script);
}

export function hasHarnessMarker(environment: Environment): boolean {
  return markers.some((name) => isSet(environment[name]));
}

/** Every session that the environment names: nested harnesses leave more than one. */
export function sessionsIn(environment: Environment): readonly Session[] {
  const own = parseSession(environment['SHOAL_SESSION'], environment);
  const known = sessionVariables.flatMap(([name, harness]) => {
    const id = environment[name];
    return isSet(id) ? [{ harness, id }] : [];
  });
  return [...(own === null ? [] : [own]), ...known.filter(({ harness }) => harness !== own?.harness)];
}

/** SHOAL_SESSION is `harness:id`, or an id alone in OpenCode: what our plugin sets, because it has no variable of its own. */
function parseSession(text: string | undefined, environment: Environment): Session | null {
  if (!isSet(text)) return null;
  const [, harness, id] = /^([a-z][a-z0-9-]*):(.+)$/.exec(text) ?? [];
  if (harness !== undefined && id !== undefined) return { harness, id };
  return isSet(environment['OPENCODE']) ? { harness: 'opencode', id: text } : null;
}

function isRuntime(name: string): boolean {
  return runtimes.has(name) || name.startsWith('python');
}

function nameOf(path: string): string | null {
  const file = baseName(path);
  const ending = scriptEndings.find((candidate) => file.endsWith(candidate)) ?? '';
  const name = file.slice(0, file.length - ending.length);
  return Object.hasOwn(byName, name) ? (byName[name] ?? null) : null;
}

function folderOf(path: string): string | null {
  return path.includes('/') ? (byFolder.find(([folder]) => path.includes(folder))?.[1] ?? null) : null;
}

export function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== '' && value !== '0' && value !== 'false';
}
