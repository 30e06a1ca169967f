import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { createProject, type Project, type Ran, runProgram } from '../support/program.ts';

/** One line per command: enough arguments to be understood. What it answers does not matter here, its form does. */
const LINES: Readonly<Record<string, readonly string[]>> = {
  add: ['add', 'A title', '-p', '8', '-t', 'tests', '--data', '{"a":1}'],
  agents: ['agents'],
  'allow spawn': ['allow', 'spawn'],
  approve: ['approve', 'q1'],
  ask: ['ask', 'Anybody?', '--to', '@leader', '--timeout', '0'],
  'ask --approval': ['ask', 'Is it all right?', '--approval', '--pending-after', '0'],
  assign: ['assign', 't1', 'two'],
  attempts: ['attempts', 't1'],
  cancel: ['cancel', 't3'],
  changes: ['changes', 'nobody'],
  'chunks add': ['chunks', 'add', 'r1', 'A part'],
  'chunks done': ['chunks', 'done', 'r1', 'C-001'],
  'chunks list': ['chunks', 'list', 'r1'],
  'chunks remove': ['chunks', 'remove', 'r1', 'C-001'],
  'chunks update': ['chunks', 'update', 'r1', 'C-001', '--status', 'done'],
  claim: ['claim'],
  completion: ['completion', 'bash'],
  'config check': ['config', 'check'],
  'config default-profile': ['config', 'default-profile', 'claude'],
  'config explain': ['config', 'explain', 'serve.port'],
  'config limit': ['config', 'limit', 'maxAttempts', '4'],
  'config limits': ['config', 'limits'],
  'config policy add': ['config', 'policy', 'add', 'ask'],
  'config policy list': ['config', 'policy', 'list'],
  'config policy remove': ['config', 'policy', 'remove', '1'],
  'config profile add': ['config', 'profile', 'add', 'mine', '-H', 'claude'],
  'config profile list': ['config', 'profile', 'list'],
  'config profile remove': ['config', 'profile', 'remove', 'mine'],
  'config queue add': ['config', 'queue', 'add', 'mine', '-p', 'claude'],
  'config queue list': ['config', 'queue', 'list'],
  'config queue remove': ['config', 'queue', 'remove', 'mine'],
  'config schema': ['config', 'schema'],
  'config set': ['config', 'set', 'serve.port', '9000'],
  'config show': ['config', 'show'],
  'config unset': ['config', 'unset', 'serve.port'],
  context: ['context', 'r1'],
  continue: ['continue', 'nobody'],
  deps: ['deps'],
  doctor: ['doctor'],
  'doctor --matrix': ['doctor', '--matrix'],
  'doctor --probe': ['doctor', '--probe', 'nobody'],
  done: ['done', '--summary', 'yes'],
  edit: ['edit', 't1', '-p', 'low'],
  emit: ['emit', 'deploy.done'],
  enqueue: ['enqueue', 'plain', 'A job'],
  events: ['events'],
  explain: ['explain', 't1'],
  fail: ['fail', '--reason', 'no'],
  fix: ['fix', 'r1', 'Again'],
  forget: ['forget', 'k99'],
  fork: ['fork', 'nobody'],
  graph: ['graph'],
  help: ['help'],
  'human-input': ['human-input', 'r1', 'yes'],
  import: ['import', 'missing.jsonl'],
  inbox: ['inbox', '--unread'],
  init: ['init'],
  interrupt: ['interrupt', 'nobody'],
  join: ['join'],
  kill: ['kill', 'nobody'],
  leader: ['leader'],
  'leader step-down': ['leader', 'step-down'],
  leave: ['leave'],
  list: ['list', '--all'],
  lock: ['lock', 'src/a.ts'],
  'lock-check': ['lock-check', 'src/a.ts'],
  locks: ['locks'],
  'locks break': ['locks', 'break', 'l1', '--reason', 'stuck'],
  log: ['log', '-n', '5'],
  'log histogram': ['log', 'histogram'],
  memories: ['memories'],
  message: ['message', '1'],
  messages: ['messages'],
  msg: ['msg', 'hello', '--to', '@all'],
  note: ['note', 't1', 'a note'],
  pause: ['pause'],
  'pipeline accept': ['pipeline', 'accept', 'none'],
  'pipeline create': ['pipeline', 'create', 'mine', '--template', 'none'],
  'pipeline default': ['pipeline', 'default', 'none'],
  'pipeline delete': ['pipeline', 'delete', 'none'],
  'pipeline duplicate': ['pipeline', 'duplicate', 'none', 'other'],
  'pipeline edit': ['pipeline', 'edit', 'none'],
  'pipeline list': ['pipeline', 'list'],
  'pipeline params': ['pipeline', 'params', 'none'],
  'pipeline schema': ['pipeline', 'schema'],
  'pipeline show': ['pipeline', 'show', 'none'],
  'pipeline versions': ['pipeline', 'versions', 'none', '--offline'],
  'pipeline write': ['pipeline', 'write', 'none', '--base', 'none', '--file', 'missing.yaml'],
  'policy test': ['policy', 'test'],
  'policy suggest': ['policy', 'suggest', 'q1'],
  prime: ['prime'],
  priority: ['priority', 't1', 'high'],
  progress: ['progress', 'half'],
  ps: ['ps'],
  publish: ['publish', '--local'],
  pull: ['pull', 'none', '--offline'],
  'queue list': ['queue', 'list'],
  'queue show': ['queue', 'show', 'plain'],
  ready: ['ready'],
  recall: ['recall', 'anything'],
  recover: ['recover'],
  reject: ['reject', 'q1', '-r', 'no'],
  release: ['release'],
  remember: ['remember', 'a fact'],
  reply: ['reply', '1', 'yes'],
  request: ['request', 'q1'],
  requests: ['requests', '--all'],
  restart: ['restart', 'r1'],
  resume: ['resume'],
  retry: ['retry', 't3'],
  'run approve': ['run', 'approve', 'r1'],
  'run cancel': ['run', 'cancel', 'r1'],
  'run reject': ['run', 'reject', 'r1', '-r', 'no'],
  'run show': ['run', 'show', 'r1'],
  'run start': ['run', 'start', 'A task', '--pipeline', 'none'],
  'run step': ['run', 'step', 'x1'],
  'run tidy': ['run', 'tidy', 'r1'],
  'run tokens': ['run', 'tokens', 'r1'],
  runs: ['runs'],
  search: ['search', 'any', '--offline'],
  session: ['session', 's1'],
  sessions: ['sessions'],
  setup: ['setup', '--print'],
  show: ['show', 't1'],
  spawn: ['spawn', '2', '--dry-run'],
  start: ['start', 'claude'],
  status: ['status'],
  steal: ['steal', 't1', '--reason', 'mine'],
  subscribe: ['subscribe', 'task.*'],
  thread: ['thread', 'm1'],
  transcript: ['transcript', 'nobody'],
  turns: ['turns', 'nobody'],
  unlock: ['unlock', '--all'],
  usage: ['usage'],
  'usage budgets': ['usage', 'budgets'],
  'usage days': ['usage', 'days'],
  validate: ['validate'],
  version: ['version'],
  web: ['web', '--print'],
  whoami: ['whoami'],
};

/** Not for here: they serve, show or stream, and have tests of their own. */
const OTHERS = [
  'attach',
  'demo',
  'export',
  'hook',
  'keep',
  'logs',
  'mcp',
  'run',
  'run watch',
  'serve',
  'watch',
];

describe('--json and SHOAL_JSON=1', () => {
  let project: Project;
  let env: Readonly<Record<string, string>>;

  beforeAll(async () => {
    project = createProject();
    await project.run(['init']);
    env = await project.agent('one');
    for (const title of ['first', 'second', 'third']) await project.run(['add', title], { env });
  });
  afterAll(async () => {
    // Some commands have started the daemon.
    await project.run(['serve', 'stop']);
    project[Symbol.dispose]();
  });

  test('the list of commands here is complete', async () => {
    const entries = (await project.json(['help', '--all'])) as readonly { command: string }[];
    expect(
      entries
        .map(({ command }) => command)
        .filter((command) => LINES[command] === undefined && !OTHERS.includes(command)),
    ).toEqual([]);
  });

  for (const [command, line] of Object.entries(LINES)) {
    test(`${command} writes one document and nothing else`, async () => {
      expectOneDocument(await project.run([...line, '--json'], { env }));
      expectOneDocument(await project.run(line, { env: { ...env, SHOAL_JSON: '1' } }));
    });
  }

  test('so does every command outside a workspace, and with a flag it does not have', async () => {
    for (const line of Object.values(LINES)) {
      expectOneDocument(await runProgram([...line, '--no-such-flag', '--json']));
      if (line[0] !== 'init') expectOneDocument(await runProgram([...line, '--json'], { cwd: '/' }));
    }
  });

  test('a stream writes one document per line', async () => {
    const { stdout } = await project.run(['export', '--json'], { env });
    const lines = stdout.trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(5);
    for (const line of lines) expect(() => JSON.parse(line)).not.toThrow();
  });
});

/** An error is a document too, on stdout, with a code and a message, and the exit code says that it is one. */
function expectOneDocument({ code, stdout, stderr }: Ran): void {
  expect(stderr).toBe('');
  expect(stdout.trim().split('\n')).toHaveLength(1);
  const document = JSON.parse(stdout) as unknown;
  const error =
    typeof document === 'object' && document !== null && 'error' in document ? document.error : undefined;
  if (!isRefusal(error)) return;
  expect(code).not.toBe(0);
  expect(error.code).not.toBe('INTERNAL');
}

function isRefusal(error: unknown): error is { readonly code: string; readonly message: string } {
  return typeof error === 'object' && error !== null && 'code' in error && 'message' in error;
}
