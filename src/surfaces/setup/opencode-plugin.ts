/** Raise it with every change of the text. */
const pluginVersion = 1;

export const pluginMark = /^\/\/ shoal plugin v\d+/;

/** Runs inside OpenCode. It holds no rule: each of its hooks asks `shoal hook opencode EVENT`, and is silent where there is no `shoal`. */
export const pluginText = `// shoal plugin v${pluginVersion} (written by \`shoal setup\`; changes are overwritten)
// @ts-nocheck
import { spawn } from 'node:child_process';

const answerTimeoutMs = 5_000;

export const Shoal = async ({ client, directory }) => {
  const roots = new Map();
  const briefings = new Map();
  const held = new Set();
  let isMissing = false;

  /** A subagent's session is its parent's agent. */
  async function rootOf(session) {
    const known = roots.get(session);
    if (known !== undefined) return known;
    const parent = await client.session.get({ path: { id: session } }).then(({ data }) => data?.parentID, () => undefined);
    const root = parent === undefined || parent === null ? session : await rootOf(parent);
    roots.set(session, root);
    return root;
  }

  function ask(event, payload) {
    if (isMissing) return Promise.resolve({});
    return new Promise((resolve) => {
      const child = spawn('shoal', ['hook', 'opencode', event], {
        cwd: directory,
        stdio: ['pipe', 'pipe', 'ignore'],
        timeout: answerTimeoutMs,
      });
      let text = '';
      child.on('error', (error) => {
        isMissing ||= error.code === 'ENOENT';
        resolve({});
      });
      child.stdin.on('error', () => {});
      child.stdout.on('data', (part) => (text += part));
      child.on('close', () => resolve(parsed(text)));
      child.stdin.end(JSON.stringify({ cwd: directory, ...payload }));
    });
  }

  function parsed(text) {
    if (text.trim() === '') return {};
    try {
      const answer = JSON.parse(text);
      if (answer.warning) warn(answer.warning);
      return answer;
    } catch {
      warn('Shoal gave an answer that is no JSON; the call was let pass.');
      return {};
    }
  }

  function warn(message) {
    client.app.log({ body: { service: 'shoal', level: 'warn', message } }).catch(() => {});
    client.tui.showToast({ body: { message, variant: 'warning' } }).catch(() => {});
  }

  /** Asked for once per session, and again when a compaction has taken it away. */
  function briefing(root) {
    if (!briefings.has(root)) {
      briefings.set(root, ask('session-start', { session_id: root, source: 'startup' }).then(({ context }) => context));
    }
    return briefings.get(root);
  }

  /** The turn is over: what keeps the session is told to it as the next prompt, once. */
  async function stopped(session) {
    const root = await rootOf(session);
    if (root !== session) return;
    const isHeld = held.delete(root);
    const { hold } = await ask('stop', { session_id: root, stop_hook_active: isHeld });
    if (hold === undefined) return;
    held.add(root);
    await client.session.promptAsync({ path: { id: root }, body: { parts: [{ type: 'text', text: hold }] } });
  }

  return {
    'chat.message': async ({ sessionID }, { parts }) => {
      const root = await rootOf(sessionID);
      if (root !== sessionID) return;
      await briefing(root);
      const { context } = await ask('user-prompt-submit', { session_id: root });
      const text = parts.find((part) => part.type === 'text');
      if (context !== undefined && text !== undefined) text.text += '\\n\\n' + context;
    },
    'experimental.chat.system.transform': async ({ sessionID }, { system }) => {
      if (sessionID === undefined) return;
      const text = await briefing(await rootOf(sessionID));
      if (text !== undefined) system.push(text);
    },
    'tool.execute.before': async ({ tool, sessionID }, { args }) => {
      const session_id = await rootOf(sessionID);
      const { deny } = await ask('pre-tool-use', { session_id, tool_name: tool, tool_input: args });
      if (deny !== undefined) throw new Error(deny);
    },
    'tool.execute.after': async ({ tool, sessionID }, output) => {
      const session_id = await rootOf(sessionID);
      const { context } = await ask('post-tool-use', { session_id, tool_name: tool });
      if (context === undefined) return;
      if (typeof output.output === 'string') output.output += '\\n\\n' + context;
      else output.content?.push({ type: 'text', text: context });
    },
    'shell.env': async ({ sessionID }, { env }) => {
      if (sessionID !== undefined) env.SHOAL_SESSION = 'opencode:' + (await rootOf(sessionID));
    },
    event: async ({ event }) => {
      const session = event.properties?.sessionID ?? event.properties?.info?.id;
      if (session === undefined) return;
      if (event.type === 'session.idle') await stopped(session);
      if (event.type === 'session.compacted') briefings.delete(await rootOf(session));
      if (event.type === 'session.deleted' && roots.get(session) === session) await ask('session-end', { session_id: session });
    },
  };
};
`;
