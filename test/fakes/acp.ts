import { createInterface } from 'node:readline';

/*
 * A scripted ACP agent: a real program that speaks the protocol over its pipes. What it says comes from ACP_FAKE, a JSON
 * `AcpScript`; what real agents say was measured, and test/real/driver-acp.test.ts holds both against each other.
 */

export type AcpStep =
  /** One `session/update`. */
  | { readonly update: Record<string, unknown>; readonly session?: string }
  /** A message of the agent in one chunk. */
  | { readonly say: string; readonly messageId?: string }
  /** Bytes as they are; no newline is added. */
  | { readonly raw: string }
  /** Waits until ACP_GATE answers a GET of this name. */
  | { readonly gate: string }
  /** Asks for permission, waits for the answer, and says it as a message: `outcome:option`. */
  | { readonly permission: Record<string, unknown> }
  /** Any other request; its answer is said as JSON. */
  | { readonly ask: string; readonly params: Record<string, unknown> }
  | { readonly untilCancelled: true }
  | { readonly crash: true }
  /** Ends the turn; without one it ends with `end_turn`. */
  | { readonly stop: Record<string, unknown> }
  | { readonly error: Record<string, unknown> };

export interface AcpScript {
  readonly capabilities?: Record<string, unknown>;
  readonly protocolVersion?: number;
  /** Merged into the answer that opens a session. */
  readonly opening?: Record<string, unknown>;
  readonly openingError?: Record<string, unknown>;
  /** Updates told when a session is loaded: before its answer, and after it (as Gemini CLI does). */
  readonly replayBefore?: readonly Record<string, unknown>[];
  readonly replayAfter?: readonly Record<string, unknown>[];
  /** Requests that are refused, by method. */
  readonly refuses?: readonly string[];
  /** One list of steps for each prompt, in order. */
  readonly turns: readonly (readonly AcpStep[])[];
}

/** The offer of an agent that can do all. */
export const fullCapabilities = {
  loadSession: true,
  mcpCapabilities: { http: true, sse: true },
  sessionCapabilities: { close: {}, fork: {}, list: {}, resume: {} },
};

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: Record<string, unknown>;
  readonly error?: unknown;
}

const sessionId = 'ses_fake';

if (import.meta.main) await main();

async function main(): Promise<void> {
  const script = JSON.parse(process.env['ACP_FAKE'] ?? '{"turns":[]}') as AcpScript; // the test wrote it
  const agent = createAgent(script);
  for await (const line of createInterface({ input: process.stdin })) agent.take(JSON.parse(line) as Message); // JSON-RPC
}

function createAgent(script: AcpScript): { take(message: Message): void } {
  let turns = 0;
  let asked = 0;
  let cancel: () => void = () => {};
  const waiting = new Map<number, (message: Message) => void>();

  function take(message: Message): void {
    if (message.method === undefined) return waiting.get(message.id ?? -1)?.(message);
    if (message.id === undefined) return message.method === 'session/cancel' ? cancel() : undefined;
    void answer(message.id, message.method, message.params ?? {});
  }

  async function answer(id: number, method: string, params: Record<string, unknown>): Promise<void> {
    if (script.refuses?.includes(method) === true)
      return fail(id, { code: -32_603, message: `no ${method}` });
    switch (method) {
      case 'initialize':
        return write({ id, result: offer(script) });
      case 'session/new':
      case 'session/load':
      case 'session/resume':
      case 'session/fork':
        return open(id, method, params);
      case 'session/set_mode':
      case 'session/set_model':
      case 'session/set_config_option':
      case 'session/close':
        return write({ id, result: {} });
      case 'session/prompt':
        return prompt(id);
      default:
        return fail(id, { code: -32_601, message: `"Method not found": ${method}` });
    }
  }

  function open(id: number, method: string, params: Record<string, unknown>): void {
    if (script.openingError !== undefined) return fail(id, script.openingError);
    const isPast = method === 'session/load' || method === 'session/fork';
    if (isPast) script.replayBefore?.forEach((update) => tell(update));
    const named = method === 'session/new' ? { sessionId } : {};
    const forked = method === 'session/fork' ? { sessionId: `${String(params['sessionId'])}_fork` } : {};
    write({ id, result: { ...named, ...forked, ...script.opening } });
    if (isPast) script.replayAfter?.forEach((update) => tell(update));
  }

  async function prompt(id: number): Promise<void> {
    const steps = script.turns[turns++] ?? [{ say: 'script over' }];
    const isCancelled = new Promise<void>((resolve) => {
      cancel = resolve;
    });
    for (const step of steps) {
      if ('stop' in step) return write({ id, result: step.stop });
      if ('error' in step) return fail(id, step.error);
      await perform(step, isCancelled);
    }
    write({ id, result: { stopReason: 'end_turn' } });
  }

  async function perform(
    step: Exclude<AcpStep, { stop: unknown } | { error: unknown }>,
    isCancelled: Promise<void>,
  ): Promise<void> {
    if ('update' in step) return tell(step.update, step.session);
    if ('say' in step) return say(step.say, step.messageId);
    if ('raw' in step) return void process.stdout.write(step.raw);
    if ('gate' in step) return void (await fetch(`${process.env['ACP_GATE']}/${step.gate}`));
    if ('untilCancelled' in step) return isCancelled;
    if ('crash' in step) process.exit(9);
    if ('ask' in step) return say(JSON.stringify(await ask(step.ask, step.params)));
    const { result } = await ask('session/request_permission', { sessionId, ...step.permission });
    const given = result?.['outcome'] as { outcome: string; optionId?: string } | undefined; // as ACP has it
    say(`${given?.outcome}:${given?.optionId ?? ''}`);
  }

  function ask(method: string, params: Record<string, unknown>): Promise<Message> {
    const id = asked++;
    return new Promise((resolve) => {
      waiting.set(id, resolve);
      write({ id, method, params });
    });
  }

  return { take };
}

function offer(script: AcpScript): object {
  return {
    protocolVersion: script.protocolVersion ?? 1,
    agentCapabilities: script.capabilities ?? {},
    agentInfo: { name: 'fake', title: 'Fake agent', version: '1.2.3' },
    authMethods: [],
  };
}

function say(text: string, messageId?: string): void {
  const content = { type: 'text', text };
  tell({ sessionUpdate: 'agent_message_chunk', content, ...(messageId === undefined ? {} : { messageId }) });
}

function tell(update: Record<string, unknown>, session = sessionId): void {
  write({ method: 'session/update', params: { sessionId: session, update } });
}

function fail(id: number, error: Record<string, unknown>): void {
  write({ id, error });
}

function write(message: object): void {
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
}

/** Where the fake is, for a profile's command. */
export const fakeAcpCommand: readonly string[] = [process.execPath, import.meta.path];
