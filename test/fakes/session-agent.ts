import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/*
 * An ACP agent that remembers: what it was given stands in FAKE_DIR/prompts.jsonl, its session in FAKE_DIR/session, so
 * that a later start of it can load it. Words in a prompt say what it does:
 *
 *   [[hang]]       waits until it is cancelled            [[deaf]]    never answers, cancelled or not
 *   [[crash]]      ends by SIGKILL, the first time only   [[ask]]     asks for permission to run `make`
 *   [[gate NAME]]  waits until FAKE_GATE answers a GET of NAME
 *   [[env NAME]]   says the value of a variable           [[limit]]   is refused by its vendor
 *   [[usage]]      says what it took, on the way and at the end
 */

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly sessionId?: string; readonly prompt?: readonly { readonly text: string }[] };
  readonly result?: { readonly outcome?: { readonly outcome: string; readonly optionId?: string } };
}

const folder = process.env['FAKE_DIR'] ?? '.';
const known = `${folder}/session`;
let session = 'ses_1';
let asked = 1_000;
let cancel: () => void = () => {};
const tokens = { inputTokens: 15_000, cachedReadTokens: 9_000, outputTokens: 300, totalTokens: 15_300 };
const waiting = new Map<number, (message: Message) => void>();

if (import.meta.main)
  for await (const line of createInterface({ input: process.stdin })) take(JSON.parse(line) as Message); // JSON-RPC

function take(message: Message): void {
  const { id, method, params } = message;
  if (method === undefined) return waiting.get(id ?? -1)?.(message);
  if (method === 'session/cancel') return cancel();
  if (id === undefined) return;
  switch (method) {
    case 'initialize':
      return answer(id, {
        protocolVersion: 1,
        agentCapabilities: { loadSession: true, sessionCapabilities: { fork: {} } },
        agentInfo: { name: 'fake', version: '1.0.0' },
        authMethods: [],
      });
    case 'session/new':
      session = `ses_${process.pid}`;
      writeFileSync(known, session);
      return answer(id, { sessionId: session });
    case 'session/load':
    case 'session/fork':
      if (!existsSync(known)) return refuse(id, 'no such session');
      session = method === 'session/load' ? String(params?.sessionId) : `${String(params?.sessionId)}_fork`;
      return answer(id, { sessionId: session });
    case 'session/prompt':
      return void prompt(id, (params?.prompt ?? []).map(({ text }) => text).join('\n'));
    default:
      return answer(id, {});
  }
}

async function prompt(id: number, text: string): Promise<void> {
  const isFirst = !given().some((one) => one.includes(text));
  appendFileSync(`${folder}/prompts.jsonl`, `${JSON.stringify({ pid: process.pid, session, text })}\n`);
  const isCancelled = new Promise<void>((resolve) => {
    cancel = resolve;
  });
  say('thinking aloud. ');
  if (text.includes('[[crash]]') && isFirst && !text.includes('ended unexpectedly'))
    process.kill(process.pid, 'SIGKILL');
  if (text.includes('[[deaf]]') && !text.includes('ended unexpectedly')) return;
  if (text.includes('[[limit]]')) return refuse(id, '429 rate limit exceeded');
  const gate = /\[\[gate (\w+)\]\]/.exec(text)?.[1];
  if (gate !== undefined) await fetch(`${process.env['FAKE_GATE']}/${gate}`);
  const usage = text.includes('[[usage]]') ? { usage: tokens } : {};
  if (text.includes('[[usage]]')) tellContext();
  if (text.includes('[[hang]]')) {
    await isCancelled;
    return answer(id, { stopReason: 'cancelled', ...usage });
  }
  if (text.includes('[[ask]]')) say(await permission());
  const variable = /\[\[env (\w+)\]\]/.exec(text)?.[1];
  if (variable !== undefined) say(`${variable} is ${process.env[variable]}. `);
  say(`did: ${text.split('\n').at(-1)}`);
  answer(id, { stopReason: 'end_turn', ...usage });
}

function tellContext(): void {
  const update = { sessionUpdate: 'usage_update', used: 12_000, size: 100_000 };
  write({ method: 'session/update', params: { sessionId: session, update } });
}

function given(): readonly string[] {
  const file = `${folder}/prompts.jsonl`;
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
}

async function permission(): Promise<string> {
  const id = asked++;
  const answered = new Promise<Message>((resolve) => waiting.set(id, resolve));
  write({
    id,
    method: 'session/request_permission',
    params: {
      sessionId: session,
      toolCall: {
        toolCallId: `call-${id}`,
        title: 'make',
        kind: 'execute',
        status: 'pending',
        rawInput: { command: 'make' },
      },
      options: [
        { optionId: 'once', name: 'Once', kind: 'allow_once' },
        { optionId: 'no', name: 'No', kind: 'reject_once' },
      ],
    },
  });
  const { result } = await answered;
  return `permission ${result?.outcome?.outcome}:${result?.outcome?.optionId ?? ''}. `;
}

function say(text: string): void {
  const update = { sessionUpdate: 'agent_message_chunk', content: { type: 'text', text } };
  write({ method: 'session/update', params: { sessionId: session, update } });
}

function answer(id: number, result: object): void {
  write({ id, result });
}

function refuse(id: number, message: string): void {
  write({ id, error: { code: -32_603, message } });
}

function write(message: object): void {
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
}

/** For a profile's `command`. */
export const sessionAgentCommand: readonly string[] = [process.execPath, import.meta.path];
