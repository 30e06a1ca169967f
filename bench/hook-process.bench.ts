// `shoal hook claude pre-tool-use`, which runs on every tool call: on a free path, and on one that the agent holds.
import { join } from 'node:path';
import { interleave, timingOf } from './support/interleave.ts';
import { emptyProgram, node24 } from './support/peers.ts';
import { reportAtMost } from './support/report.ts';
import { shoalBin, Workspace } from './support/workspace.ts';

using workspace = new Workspace();
const session_id = 'bench-session';
const env = workspace.environment();
const cwd = workspace.directory;
let edits = 0;

function payload(path: string): string {
  const common = { session_id, cwd, transcript_path: join(cwd, 'none.jsonl'), permission_mode: 'default' };
  return JSON.stringify({
    ...common,
    hook_event_name: 'PreToolUse',
    tool_name: 'Edit',
    tool_input: { file_path: join(cwd, path) },
  });
}

function hook(event: string, stdin: string): string {
  const { exitCode, stdout, stderr } = workspace.command(['hook', 'claude', event], { stdin });
  if (exitCode !== 0) throw new Error(`the hook ended with ${exitCode}: ${String(stdout)}${String(stderr)}`);
  return stdout.toString();
}

function locks(): readonly string[] {
  return workspace.ok<{ path: string }[]>(['locks']).map(({ path }) => path);
}

function lastSeq(): number {
  return Math.max(0, ...workspace.ok<{ seq: number }[]>(['log', '-n', '1']).map(({ seq }) => seq));
}

hook(
  'session-start',
  JSON.stringify({ session_id, cwd, hook_event_name: 'SessionStart', source: 'startup' }),
);
hook('pre-tool-use', payload('held.ts'));
if (!locks().includes('held.ts')) throw new Error('the hook locked nothing');
const command = [shoalBin, 'hook', 'claude', 'pre-tool-use'];
const free = {
  name: 'hook, free path',
  command,
  cwd,
  env,
  get stdin() {
    return payload(`free-${(edits += 1)}.ts`);
  },
};

const seqBefore = lastSeq();
const timings = interleave(
  [
    { name: 'empty program', command: [emptyProgram()], cwd, env },
    { name: 'hook, held path', command, cwd, env, stdin: payload('held.ts') },
    { name: 'node -e 0', command: [node24(), '-e', '0'], cwd, env },
  ],
  50,
);
if (lastSeq() !== seqBefore) throw new Error('the hook on a held path wrote something');
const freeTimings = interleave(
  [
    { name: 'empty program', command: [emptyProgram()], cwd, env },
    free,
    { name: 'node -e 0', command: [node24(), '-e', '0'], cwd, env },
  ],
  50,
);
if (locks().length < 50) throw new Error(`the hook locked only ${locks().length} paths`);

for (const [name, from] of [
  ['hook, held path', timings],
  ['hook, free path', freeTimings],
] as const) {
  const { medianMs } = timingOf(from, name);
  const what = `\`shoal hook claude pre-tool-use\`, ${name.slice('hook, '.length)}`;
  reportAtMost(
    what,
    'an empty program compiled alike',
    medianMs,
    timingOf(from, 'empty program').medianMs,
    2.5,
    'ms',
  );
  reportAtMost(what, '`node -e 0` (Node 24)', medianMs, timingOf(from, 'node -e 0').medianMs, 0.6, 'ms');
}
