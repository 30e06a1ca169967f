import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/*
 * An ACP agent with a model: what Copilot CLI is, made small. It asks the model that COPILOT_PROVIDER_BASE_URL names, runs
 * the tools that the model calls, and keeps its sessions in HOME. FAKE_FAULTS names what it does wrong:
 *
 *   ignores-deny   does what it was refused        never-asks   does everything unasked
 *   forgets        comes back without a history    uncounted    says nothing of tokens
 *
 * Each session leaves a process behind that only its environment tells of; FAKE_PIDS is the file for their numbers.
 */

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly sessionId?: string; readonly prompt?: readonly { readonly text: string }[] };
  readonly result?: { readonly outcome?: { readonly outcome: string; readonly optionId?: string } };
}

interface Call {
  readonly id: string;
  readonly function: { readonly name: string; readonly arguments: string };
}

interface Answer {
  readonly content: string;
  readonly calls: readonly Call[];
}

const faults = (process.env['FAKE_FAULTS'] ?? '').split(',');
const argv = process.argv.slice(2);
const isFree = argv.includes('--allow-all') || faults.includes('never-asks');
const home = join(process.env['HOME'] ?? '.', '.fake');
const waiting = new Map<number, (message: Message) => void>();
let session = '';
let history: object[] = [];
let asked = 1_000;
let turn = new AbortController();

if (argv.includes('--version')) console.log(process.env['FAKE_VERSION'] ?? '9.9.9');
else for await (const line of createInterface({ input: process.stdin })) take(JSON.parse(line) as Message); // JSON-RPC

function take({ id, method, params, result }: Message): void {
  if (method === undefined) return waiting.get(id ?? -1)?.({ ...(result && { result }) });
  if (method === 'session/cancel') return turn.abort();
  if (id === undefined) return;
  switch (method) {
    case 'initialize':
      return answer(id, {
        protocolVersion: 1,
        agentCapabilities: { loadSession: true },
        agentInfo: { name: 'fake', version: '9.9.9' },
        authMethods: [],
      });
    case 'session/new':
      leaveBehind();
      session = `ses_${process.pid}`;
      return answer(id, { sessionId: session });
    case 'session/load':
      session = params?.sessionId ?? '';
      history = faults.includes('forgets') ? [] : recalled();
      return answer(id, {});
    case 'session/prompt':
      return void prompt(id, (params?.prompt ?? []).map(({ text }) => text).join('\n'));
    default:
      return answer(id, {});
  }
}

async function prompt(id: number, text: string): Promise<void> {
  turn = new AbortController();
  keep({ role: 'user', content: text });
  try {
    for (;;) {
      const { content, calls } = await askModel();
      keep({ role: 'assistant', content, ...(calls.length > 0 && { tool_calls: calls }) });
      if (calls.length === 0) break;
      for (const call of calls) keep({ role: 'tool', tool_call_id: call.id, content: await run(call) });
    }
    const usage = { inputTokens: 10, outputTokens: 10, totalTokens: 20 };
    answer(id, { stopReason: 'end_turn', ...(!faults.includes('uncounted') && { usage }) });
  } catch (error) {
    if (!turn.signal.aborted) throw error;
    answer(id, { stopReason: 'cancelled' });
  }
}

/** Tells each word as it comes. */
async function askModel(): Promise<Answer> {
  const tools = [{ type: 'function', function: { name: 'bash' } }];
  const response = await fetch(`${process.env['COPILOT_PROVIDER_BASE_URL']}/chat/completions`, {
    method: 'POST',
    body: JSON.stringify({ model: 'fake', stream: true, messages: history, tools }),
    signal: turn.signal,
  });
  let content = '';
  const calls: Call[] = [];
  for await (const data of eventsOf(response)) {
    const delta = (JSON.parse(data) as Chunk).choices[0]?.delta ?? {}; // as chat completions have it
    calls.push(...(delta.tool_calls ?? []));
    if (typeof delta.content !== 'string') continue;
    content += delta.content;
    tell({ sessionUpdate: 'agent_message_chunk', content: { type: 'text', text: delta.content } });
  }
  return { content, calls };
}

interface Chunk {
  readonly choices: readonly {
    readonly delta?: { readonly content?: string | null; readonly tool_calls?: readonly Call[] };
  }[];
}

async function* eventsOf(response: Response): AsyncIterable<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const bytes of response.body ?? []) {
    text += decoder.decode(bytes, { stream: true });
    const events = text.split('\n\n');
    text = events.pop() ?? '';
    for (const event of events) if (event !== 'data: [DONE]') yield event.replace(/^data: /, '');
  }
}

async function run(call: Call): Promise<string> {
  const input = JSON.parse(call.function.arguments) as Record<string, string>; // of the scripted model
  const isAllowed = isFree || (await mayRun(call, input)) || faults.includes('ignores-deny');
  if (!isAllowed) return 'refused';
  if (call.function.name === 'create') writeFileSync(input['path'] ?? '', input['file_text'] ?? '');
  else spawnSync('sh', ['-c', input['command'] ?? 'true']);
  return 'done';
}

async function mayRun(call: Call, rawInput: object): Promise<boolean> {
  const id = asked++;
  const decided = new Promise<Message>((resolve) => waiting.set(id, resolve));
  const toolCall = {
    toolCallId: call.id,
    title: call.function.name,
    kind: 'execute',
    status: 'pending',
    rawInput,
  };
  const options = [
    { optionId: 'once', name: 'Once', kind: 'allow_once' },
    { optionId: 'no', name: 'No', kind: 'reject_once' },
  ];
  write({ id, method: 'session/request_permission', params: { sessionId: session, toolCall, options } });
  return (await decided).result?.outcome?.optionId === 'once';
}

function keep(message: object): void {
  history.push(message);
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, `${session}.json`), JSON.stringify(history));
}

function recalled(): object[] {
  const file = join(home, `${session}.json`);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as object[]) : []; // written by `keep`
}

/** In a session of its own, as harnesses start their tools. */
function leaveBehind(): void {
  const file = process.env['FAKE_PIDS'];
  if (file === undefined) return;
  const child = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' });
  child.unref();
  appendFileSync(file, `${child.pid}\n`);
}

function tell(update: object): void {
  write({ method: 'session/update', params: { sessionId: session, update } });
}

function answer(id: number, result: object): void {
  write({ id, result });
}

function write(message: object): void {
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
}

/** Words that start it. */
export const modelAgentCommand: readonly string[] = [process.execPath, import.meta.path];
