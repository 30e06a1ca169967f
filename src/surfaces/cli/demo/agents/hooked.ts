import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { demoFailure } from '../failure.ts';
import { run, selfCommand } from '../self.ts';
import type { AgentWorld, ClaimedTask, Plane } from './plane.ts';
import { shellPlane, shoal } from './shell.ts';

const triesMax = 5;

/**
 * A session as Claude Code runs one: its hooks are called before and after each tool call, its shell commands carry its
 * session id, and the files that it edits are locked for it.
 */
export function hookedPlane(world: AgentWorld): Plane {
  const session = randomUUID();
  const variables = join(world.directory, '.shoal', `demo-${world.name}.env`);
  world.env = {
    ...world.env,
    CLAUDECODE: '1',
    CLAUDE_CODE_SESSION_ID: session,
    CLAUDE_PROJECT_DIR: world.directory,
  };
  const hook = (event: string, payload: object, more: Record<string, string> = {}) =>
    callHook(world, event, { session_id: session, cwd: world.directory, ...payload }, more);
  const shell = shellPlane(world);
  return {
    ...shell,
    async join() {
      await hook(
        'session-start',
        { hook_event_name: 'SessionStart', source: 'startup' },
        { CLAUDE_ENV_FILE: variables },
      );
      world.env = { ...world.env, ...exportsIn(variables) };
      await shell.join();
    },
    async open(path, task) {
      const write = {
        hook_event_name: 'PreToolUse',
        tool_name: 'Write',
        tool_input: { file_path: join(world.directory, path), content: '' },
      };
      for (let tries = 0; tries < triesMax; tries += 1) {
        const refusal = refusalIn(await hook('pre-tool-use', write));
        if (refusal === null) return;
        await settle(world, path, task, refusal);
      }
      throw demoFailure(`${world.name}: ${path} stayed locked`);
    },
    async wrote(path) {
      const file = join(world.directory, path);
      await hook('post-tool-use', {
        hook_event_name: 'PostToolUse',
        tool_name: 'Write',
        tool_input: { file_path: file },
        tool_response: { type: 'update', filePath: file },
      });
    },
    async done(summary) {
      await shell.done(summary);
      await shoal(world, ['unlock', '--all']);
    },
    async leave() {
      await hook('stop', { hook_event_name: 'Stop', stop_hook_active: false });
      await hook('session-end', { hook_event_name: 'SessionEnd', reason: 'other' });
    },
  };
}

/** What an agent is told to do when an edit is refused: say so, ask the holder, and try again. */
async function settle(world: AgentWorld, path: string, task: ClaimedTask, refusal: string): Promise<void> {
  await shoal(world, ['note', task.id, `My edit of ${path} was refused: ${refusal}`]);
  const locks = (await shoal(world, ['locks', '--path', path])) as readonly { holderName: string }[]; // its contract
  const holder = locks[0]?.holderName;
  if (holder !== undefined)
    await shoal(world, ['ask', `May I edit ${path} now?`, '--to', holder, '--timeout', '30s']);
}

async function callHook(
  world: AgentWorld,
  event: string,
  payload: object,
  more: Record<string, string>,
): Promise<unknown> {
  const options = { cwd: world.directory, env: { ...world.env, ...more }, input: JSON.stringify(payload) };
  const { code, stdout, stderr } = await run([...selfCommand(), 'hook', 'claude', event], options);
  if (code !== 0) throw demoFailure(`${world.name}: hook ${event} ended with ${code}: ${stdout}${stderr}`);
  return stdout.trim() === '' ? {} : JSON.parse(stdout);
}

/** Source: Claude Code's hook reference, PreToolUse decision control. */
function refusalIn(answer: unknown): string | null {
  const { hookSpecificOutput: output } = answer as {
    hookSpecificOutput?: { permissionDecision?: string; permissionDecisionReason?: string };
  };
  return output?.permissionDecision === 'deny' ? (output.permissionDecisionReason ?? '') : null;
}

/** The harness reads this file before each shell command. */
function exportsIn(file: string): Record<string, string> {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  return Object.fromEntries(
    lines.flatMap((line) => {
      const [, name, value] = /^export (\w+)=(.*)$/.exec(line) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value.replace(/^(['"])(.*)\1$/, '$2')]];
    }),
  );
}
