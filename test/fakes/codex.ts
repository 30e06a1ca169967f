/*
 * A scripted `codex app-server`. The text of a turn is its script: a JSON list of steps, done one after the other; any other
 * text is answered with `heard: TEXT`. With CODEX_HOME set, threads live on in it and can be resumed.
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export type FakeStep =
  | { readonly say: string; readonly phase?: 'commentary' | 'final_answer' }
  | { readonly think: string }
  | { readonly shell: string; readonly output?: string; readonly exit?: number }
  /** A command that the turn's end finds still running. */
  | { readonly hang: string }
  | { readonly patch: string; readonly diff: string; readonly kind?: 'add' | 'update' | 'delete' }
  | { readonly mcp: string; readonly tool: string; readonly result: string }
  /** Waits for leave to run the command or apply the patch, then does it or not. */
  | { readonly askShell: string }
  | { readonly askPatch: string; readonly diff: string }
  /** Any request by its method; says what was answered. */
  | { readonly ask: string; readonly params: object }
  /** A request that Codex takes back. */
  | { readonly askAndResolve: string }
  | { readonly plan: readonly [step: string, status: string][] }
  | { readonly child: string }
  | { readonly compact: readonly [before: number, after: number] }
  | { readonly usage: readonly [input: number, cached: number, output: number] }
  | { readonly limits: readonly [usedPercent: number, resetsAtSeconds: number] }
  | { readonly fail: unknown; readonly message: string; readonly details?: string }
  | { readonly retry: string }
  /** Waits until a steer has come. */
  | { readonly wait: 'steer' }
  /** Waits for ever: for the interrupt. */
  | { readonly wait: 'interrupt' }
  | { readonly raw: string }
  | { readonly notify: string; readonly params: object }
  /** A message of this many bytes. */
  | { readonly big: number }
  | { readonly history: true }
  | { readonly exit: number };

type Fields = Record<string, unknown>;

interface Turn {
  readonly id: string;
  /** Steers that are not in the conversation yet. */
  readonly steers: Fields[];
  /** Steers that no `wait` step has waited for. */
  unawaited: number;
  isInterrupted: boolean;
  wake: () => void;
}

class Interrupted extends Error {}

const waiting = new Map<number, (result: unknown) => void>();
const total = { input: 0, cached: 0, output: 0 };
let thread = '';
let turn: Turn | null = null;
let lastRequest = -1;
let lastItem = 0;

if (import.meta.main) {
  for await (const line of createInterface({ input: process.stdin })) take(line);
}

function take(line: string): void {
  const message = JSON.parse(line) as Fields & { id: number; method?: string; params: Fields }; // our own tests write it
  if (message.method === undefined) {
    notify('serverRequest/resolved', { threadId: thread, requestId: message.id });
    waiting.get(message.id)?.(message['result'] ?? message['error']);
    return;
  }
  const answer = (result: unknown): void => write({ id: message.id, result });
  const refuse = (text: string): void => write({ error: { code: -32600, message: text }, id: message.id });
  const { params } = message;
  switch (message.method) {
    case 'initialized':
      return;
    case 'initialize':
      return answer({
        userAgent: 'shoal/0.169.0 (Debian 12.0.0; x86_64) unknown (shoal; 1)',
        codexHome: '/fake/.codex',
        platformFamily: 'unix',
        platformOs: 'linux',
      });
    case 'config/read':
      return answer({
        config: { developer_instructions: null, mcp_servers: { own: { url: 'http://127.0.0.1:1/mcp' } } },
      });
    case 'thread/start':
      return openThread(answer, crypto.randomUUID(), null, params);
    case 'thread/resume':
    case 'thread/fork': {
      const from = String(params['threadId']);
      if (!existsSync(historyFile(from))) return refuse(`no rollout found for thread id ${from}`);
      const isFork = message.method === 'thread/fork';
      return openThread(answer, isFork ? crypto.randomUUID() : from, isFork ? from : null, params);
    }
    case 'turn/start':
      return void startTurn(answer, params);
    case 'turn/steer':
      if (turn === null) return refuse('no active turn to steer');
      turn.steers.push(params);
      turn.unawaited++;
      answer({ turnId: turn.id });
      return turn.wake();
    case 'turn/interrupt':
      if (turn === null) return refuse('no active turn to interrupt');
      turn.isInterrupted = true;
      answer({});
      return turn.wake();
    default:
      return refuse(`Invalid request: unknown variant \`${message.method}\``);
  }
}

function openThread(
  answer: (result: unknown) => void,
  id: string,
  from: string | null,
  params: Fields,
): void {
  thread = id;
  if (process.env['CODEX_HOME'] !== undefined) {
    mkdirSync(process.env['CODEX_HOME'], { recursive: true });
    appendFileSync(historyFile(id), from === null ? '' : readFileSync(historyFile(from)));
  }
  const { approvalPolicy, cwd } = params;
  const model = params['model'] ?? 'gpt-5.5';
  answer({
    thread: { id, sessionId: id, forkedFromId: from, model, cwd, cliVersion: '0.169.0', turns: [] },
    model,
    modelProvider: 'lab',
    cwd,
    approvalPolicy,
    approvalsReviewer: 'user',
  });
}

async function startTurn(answer: (result: unknown) => void, params: Fields): Promise<void> {
  const mine: Turn = {
    id: crypto.randomUUID(),
    steers: [params],
    unawaited: 0,
    isInterrupted: false,
    wake: () => {},
  };
  turn = mine;
  const shown = { id: mine.id, items: [], itemsView: 'notLoaded', error: null };
  answer({ turn: { ...shown, status: 'inProgress' } });
  notify('turn/started', { threadId: thread, turn: { ...shown, status: 'inProgress' } });
  let status = 'completed';
  let error: Fields | null = null;
  try {
    for (const step of toSteps(textOf(params))) {
      record(mine);
      if (mine.isInterrupted) throw new Interrupted();
      error = (await perform(step, mine)) ?? null;
      if (error !== null) break;
    }
  } catch (cause) {
    if (!(cause instanceof Interrupted)) throw cause;
    status = 'interrupted';
  }
  turn = null;
  notify('turn/completed', {
    threadId: thread,
    turn: { ...shown, status: error === null ? status : 'failed', error },
  });
  for (const id of waiting.keys()) notify('serverRequest/resolved', { threadId: thread, requestId: id });
  waiting.clear();
}

/** The error that ends the turn, if the step is one. */
async function perform(step: FakeStep, mine: Turn): Promise<Fields | undefined> {
  if ('say' in step) say(step.say, step.phase ?? null);
  else if ('big' in step) say('x'.repeat(step.big), null);
  else if ('history' in step) say(readFileSync(historyFile(thread), 'utf8'), null);
  else if ('think' in step) think(step.think);
  else if ('shell' in step) shell(newItem('call'), step.shell, step.output ?? '', step.exit ?? 0);
  else if ('hang' in step) started(command(newItem('call'), step.hang, 'inProgress'));
  else if ('patch' in step) whole(fileChange(newItem('call'), step.patch, step.diff, step.kind ?? 'update'));
  else if ('mcp' in step) mcp(step.mcp, step.tool, step.result);
  else if ('askShell' in step) await askShell(step.askShell, mine);
  else if ('askPatch' in step) await askPatch(step.askPatch, step.diff, mine);
  else if ('askAndResolve' in step) askAndResolve(step.askAndResolve);
  else if ('ask' in step) say(JSON.stringify(await ask(step.ask, step.params, mine)), null);
  else if ('plan' in step) plan(step.plan);
  else if ('child' in step) child(step.child);
  else if ('compact' in step) compact(step.compact);
  else if ('usage' in step) usage(step.usage);
  else if ('limits' in step) limits(step.limits);
  else if ('retry' in step) turnError({ ...errorOf('other', step.retry) }, true);
  else if ('wait' in step) await waitFor(step.wait, mine);
  else if ('raw' in step) process.stdout.write(step.raw);
  else if ('notify' in step) notify(step.notify, step.params);
  else if ('exit' in step) process.exit(step.exit);
  else if ('fail' in step) {
    const error = errorOf(step.fail, step.message, step.details);
    turnError(error, false);
    return error;
  }
  return undefined;
}

function say(text: string, phase: string | null): void {
  const id = newItem('msg');
  const item = { type: 'agentMessage', moderation: null, id, text, phase, memoryCitation: null };
  started({ ...item, text: '' });
  for (const delta of text.match(/[^]{1,65536}/g) ?? []) {
    const half = Math.ceil(delta.length / 2);
    for (const part of [delta.slice(0, half), delta.slice(half)].filter((piece) => piece !== '')) {
      notify('item/agentMessage/delta', { threadId: thread, turnId: turn?.id, itemId: id, delta: part });
    }
  }
  completed(item);
}

function think(thought: string): void {
  const item = { type: 'reasoning', id: newItem('rs'), summary: [], content: [] };
  started(item);
  completed({ ...item, summary: [thought] });
}

function command(id: string, line: string, status: string, rest: Fields = {}): Fields {
  const shown = `/bin/bash -c '${line.replaceAll("'", `'"'"'`)}'`;
  const commandActions = [{ type: 'unknown', command: line }];
  const open = { aggregatedOutput: null, exitCode: null, durationMs: null };
  return {
    type: 'commandExecution',
    id,
    command: shown,
    cwd: process.cwd(),
    status,
    commandActions,
    ...open,
    ...rest,
  };
}

function shell(id: string, line: string, output: string, exitCode: number): void {
  started(command(id, line, 'inProgress'));
  const status = exitCode === 0 ? 'completed' : 'failed';
  completed(command(id, line, status, { aggregatedOutput: output, exitCode, durationMs: 0 }));
}

function fileChange(id: string, path: string, diff: string, type: string): Fields {
  const kind = type === 'update' ? { type, move_path: null } : { type };
  return { type: 'fileChange', id, changes: [{ path, kind, diff }], status: 'completed' };
}

function mcp(server: string, tool: string, text: string): void {
  const item = {
    type: 'mcpToolCall',
    id: newItem('call'),
    server,
    tool,
    arguments: {},
    result: null,
    error: null,
  };
  started({ ...item, status: 'inProgress' });
  const result = { content: [{ type: 'text', text }], structuredContent: null, _meta: null };
  completed({ ...item, status: 'completed', result });
}

async function askShell(line: string, mine: Turn): Promise<void> {
  const itemId = newItem('call');
  const open = command(itemId, line, 'inProgress');
  started(open);
  const answer = await ask(
    'item/commandExecution/requestApproval',
    {
      kind: 'command',
      itemId,
      startedAtMs: 1,
      command: open['command'],
      cwd: open['cwd'],
      commandActions: open['commandActions'],
      availableDecisions: ['accept', 'cancel'],
    },
    mine,
  );
  const decision = decisionOf(answer);
  if (decision.startsWith('accept')) {
    completed(command(itemId, line, 'completed', { aggregatedOutput: `ran by ${decision}`, exitCode: 0 }));
    return;
  }
  completed(command(itemId, line, 'declined'));
  if (decision === 'cancel') throw new Interrupted();
}

async function askPatch(path: string, diff: string, mine: Turn): Promise<void> {
  const itemId = newItem('call');
  const item = fileChange(itemId, path, diff, 'update');
  started({ ...item, status: 'inProgress' });
  const params = { itemId, startedAtMs: 1, reason: null, grantRoot: null };
  const answer = await ask('item/fileChange/requestApproval', params, mine);
  completed({ ...item, status: decisionOf(answer).startsWith('accept') ? 'completed' : 'declined' });
}

async function ask(method: string, params: object, mine: Turn): Promise<unknown> {
  const id = ++lastRequest;
  const { promise, resolve } = Promise.withResolvers<unknown>();
  waiting.set(id, resolve);
  mine.wake = () => mine.isInterrupted && resolve(new Interrupted());
  write({ method, id, params: { threadId: thread, turnId: mine.id, ...params } });
  const answer = await promise;
  mine.wake = () => {};
  if (answer instanceof Interrupted) throw answer;
  waiting.delete(id);
  return answer;
}

function askAndResolve(line: string): void {
  const id = ++lastRequest;
  const params = { kind: 'command', itemId: newItem('call'), startedAtMs: 1, command: line };
  write({
    method: 'item/commandExecution/requestApproval',
    id,
    params: { threadId: thread, turnId: turn?.id, ...params },
  });
  notify('serverRequest/resolved', { threadId: thread, requestId: id });
}

function plan(steps: readonly [string, string][]): void {
  const list = steps.map(([step, status]) => ({ step, status }));
  notify('turn/plan/updated', { threadId: thread, turnId: turn?.id, explanation: null, plan: list });
}

/** A subagent's whole turn, in a thread of its own. */
function child(text: string): void {
  const agentThreadId = crypto.randomUUID();
  const spawned = {
    type: 'subAgentActivity',
    id: newItem('call'),
    kind: 'started',
    agentThreadId,
    agentPath: '/root/a',
  };
  whole(spawned);
  const mine = { threadId: agentThreadId, turnId: crypto.randomUUID() };
  const shown = { id: mine.turnId, items: [], itemsView: 'notLoaded', error: null };
  notify('turn/started', { threadId: agentThreadId, turn: { ...shown, status: 'inProgress' } });
  const item = { type: 'agentMessage', moderation: null, id: newItem('msg'), text, phase: null };
  notify('item/started', { item: { ...item, text: '' }, ...mine });
  notify('item/agentMessage/delta', { ...mine, itemId: item.id, delta: text });
  notify('item/completed', { item, ...mine });
  notify('turn/completed', { threadId: agentThreadId, turn: { ...shown, status: 'completed' } });
}

function compact([before, after]: readonly [number, number]): void {
  tokens({ totalTokens: before, inputTokens: before });
  const item = { type: 'contextCompaction', id: newItem('compact') };
  started(item);
  tokens({ totalTokens: after, inputTokens: 0 });
  completed(item);
}

function usage([input, cached, output]: readonly [number, number, number]): void {
  total.input += input;
  total.cached += cached;
  total.output += output;
  const last = {
    inputTokens: input,
    cachedInputTokens: cached,
    outputTokens: output,
    totalTokens: input + output,
  };
  tokens(last);
  tokens(last);
}

function tokens(last: Fields): void {
  const none = { cachedInputTokens: 0, cacheWriteInputTokens: 0, outputTokens: 0, reasoningOutputTokens: 0 };
  const sums = { inputTokens: total.input, cachedInputTokens: total.cached, outputTokens: total.output };
  notify('thread/tokenUsage/updated', {
    threadId: thread,
    turnId: turn?.id,
    tokenUsage: {
      total: { ...none, ...sums, totalTokens: total.input + total.output },
      last: { ...none, ...last },
      modelContextWindow: 258_400,
    },
  });
}

function limits([usedPercent, resetsAt]: readonly [number, number]): void {
  const primary = { usedPercent, windowDurationMins: 300, resetsAt };
  notify('account/rateLimits/updated', {
    rateLimits: { limitId: 'codex', limitName: null, primary, secondary: null, rateLimitReachedType: null },
  });
}

function turnError(error: Fields, willRetry: boolean): void {
  notify('error', { error, willRetry, threadId: thread, turnId: turn?.id });
}

function errorOf(codexErrorInfo: unknown, message: string, details: string | null = null): Fields {
  return { message, codexErrorInfo, additionalDetails: details, misalignment: null };
}

/** Puts what was sent into the conversation, as Codex does before it asks the model again. */
function record(mine: Turn): void {
  for (const params of mine.steers.splice(0)) {
    const content = params['input'];
    if (process.env['CODEX_HOME'] !== undefined) appendFileSync(historyFile(thread), `${textOf(params)}\n`);
    const clientId = params['clientUserMessageId'] ?? null;
    whole({ type: 'userMessage', id: crypto.randomUUID(), clientId, content });
  }
}

async function waitFor(what: 'steer' | 'interrupt', mine: Turn): Promise<void> {
  const isOver = (): boolean => mine.isInterrupted || (what === 'steer' && mine.unawaited > 0);
  while (!isOver()) {
    await new Promise<void>((resolve) => {
      mine.wake = resolve;
    });
  }
  mine.wake = () => {};
  if (mine.isInterrupted) throw new Interrupted();
  mine.unawaited--;
}

function whole(item: Fields): void {
  started('status' in item ? { ...item, status: 'inProgress' } : item);
  completed(item);
}

function started(item: Fields): void {
  notify('item/started', { item, threadId: thread, turnId: turn?.id, startedAtMs: 1 });
}

function completed(item: Fields): void {
  notify('item/completed', { item, threadId: thread, turnId: turn?.id, completedAtMs: 1 });
}

function notify(method: string, params: object): void {
  write({ method, params, emittedAtMs: 1_795_273_386_025 });
}

function write(message: object): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

function newItem(kind: string): string {
  return `${kind}_${++lastItem}`;
}

function historyFile(id: string): string {
  return join(process.env['CODEX_HOME'] ?? '/nowhere', `${id}.txt`);
}

function textOf(params: Fields): string {
  return (params['input'] as readonly { text: string }[])[0]?.text ?? ''; // our own driver writes it
}

function toSteps(text: string): readonly FakeStep[] {
  return text.startsWith('[{') ? (JSON.parse(text) as FakeStep[]) : [{ say: `heard: ${text}` }]; // the test's script
}

function decisionOf(answer: unknown): string {
  return String((answer as { decision?: unknown }).decision); // our own driver writes it
}
