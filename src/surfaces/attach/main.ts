import { createInterface } from 'node:readline';
import { isatty } from 'node:tty';
import { ShoalError } from '../../domain/errors.ts';
import type { TranscriptEntry } from '../../domain/transcript.ts';
import type { Context } from '../../operations/context.ts';
import { invoke } from '../../operations/invoke.ts';
import { openShoal } from '../../shoal.ts';
import { toShoalError } from '../cli/failure.ts';
import { interruptible } from '../cli/interrupt.ts';
import { outputStyle } from '../cli/output-style.ts';
import { jsonLine, writeError, writeOut } from '../cli/output.ts';
import { literal, paint, type Style } from '../cli/render/style.ts';
import type { SurfaceCall } from '../cli/surface-call.ts';
import { createLiveView } from './live.ts';
import { parseTyped, type Typed, typedHelp } from './typed.ts';

const pastShown = 50;

/** `shoal attach NAME`: the transcript as it grows; on a terminal lines typed are messages to the agent. */
export function runAttach(call: SurfaceCall): Promise<number> {
  const [name, ...more] = call.words;
  if (name === undefined || more.length > 0)
    throw new ShoalError('USAGE', 'attach takes one name.', { hint: 'Usage: shoal attach NAME' });
  return interruptible(async (signal) => {
    const shoal = openShoal({ dir: call.globals.dir, cwd: process.cwd(), env: call.env });
    const left = new AbortController();
    const context = await shoal.context({ signal: AbortSignal.any([signal, left.signal]) });
    const { id, agentName } = await invoke(context, 'session.show', { session: name });
    const types = !call.globals.json && isatty(0) && isatty(1);
    using _typing = types ? typeTo(context, agentName, styleOf(call), () => left.abort()) : undefined;
    void leaveAtEnd(context, id, left);
    await show(call, context, id);
    if (types) writeOut(`${await farewell(context, id, agentName)}\n`);
    return 0;
  });
}

/** What was, then what comes: on a terminal each message as it is made. */
async function show(call: SurfaceCall, context: Context, session: string): Promise<void> {
  const style = styleOf(call);
  const isLive = style.terminal && !call.globals.json;
  const view = call.globals.json ? asJson : createLiveView(style, writeOut);
  const past = await invoke(context, 'session.transcript', { session, limit: pastShown });
  let after = 0;
  for await (const entries of past)
    for (const entry of entries as unknown as TranscriptEntry[]) {
      after = entry.n;
      if (!view(entry)) return;
    }
  const input = { session, follow: true, deltas: isLive, after };
  for await (const entry of await invoke(context, 'session.transcript', input))
    if (!view(entry as unknown as TranscriptEntry)) return; // with `follow` one at a time
}

function asJson(entry: TranscriptEntry): boolean {
  return writeOut(jsonLine(entry));
}

function styleOf(call: SurfaceCall): Style {
  return { ...outputStyle(call), width: Number.POSITIVE_INFINITY };
}

/** Of a session that has ended there is nothing more to see. */
async function leaveAtEnd({ store, signal }: Context, id: string, left: AbortController): Promise<void> {
  try {
    while (!signal.aborted) {
      const { seq, state } = await store.read((view) => ({
        seq: view.lastSeq,
        state: view.get('session', id)?.state,
      }));
      if (state === 'ended' || state === undefined) return left.abort();
      await store.wait(seq, undefined, signal);
    }
  } catch (error) {
    if (!signal.aborted) writeError(`${literal(toShoalError(error).message)}\n`);
  }
}

async function farewell({ store }: Context, id: string, name: string): Promise<string> {
  const session = await store.read((view) => view.get('session', id));
  if (session !== undefined && session.state !== 'ended') return `Left ${literal(name)}; it goes on.`;
  const why = session?.why ?? null;
  const end = why === null ? '.' : `: ${literal(why.replace(/\.$/, ''))}.`;
  return `${literal(name)} has ended${end}`;
}

function typeTo(context: Context, name: string, style: Style, leave: () => void): Disposable {
  writeOut(`${paint(style, 'quiet', typedHelp)}\n`);
  const lines = createInterface({ input: process.stdin, terminal: false });
  lines.on('line', (line) => {
    const typed = parseTyped(line);
    if (typed.does === 'detach') return leave();
    void done(perform(context, name, typed));
  });
  lines.on('close', leave);
  return { [Symbol.dispose]: () => lines.close() };
}

async function perform(context: Context, name: string, typed: Typed): Promise<void> {
  switch (typed.does) {
    case 'nothing':
    case 'detach':
      return;
    case 'help':
      return void writeOut(`${typedHelp}\n`);
    case 'approve':
      return decide(context, name, null);
    case 'reject':
      return decide(context, name, typed.why ?? 'A person said no.');
    case 'interrupt':
      return void (await invoke(context, 'session.interrupt', { session: name }));
    case 'send':
      return send(context, name, typed.text);
    case 'refuse':
      throw new ShoalError('USAGE', typed.why);
  }
}

/** Of the oldest that waits: approved without a reason, rejected with one. The transcript shows it. */
async function decide(context: Context, name: string, reason: string | null): Promise<void> {
  const { id: session } = await invoke(context, 'session.show', { session: name });
  const oldest = (await invoke(context, 'request.list', {})).find((request) => request.session === session);
  if (oldest === undefined)
    throw new ShoalError('NOT_FOUND', `${name} waits for no decision.`, { hint: 'See `shoal requests`.' });
  if (reason === null) await invoke(context, 'request.approve', { id: oldest.id });
  else await invoke(context, 'request.reject', { id: oldest.id, reason });
}

async function send(context: Context, name: string, text: string): Promise<void> {
  const { id } = await invoke(context, 'message.send', { text, to: [name] });
  writeOut(`${id} queued\n`);
}

/** What is refused is said; the view goes on. */
async function done(work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    const { message, hint } = toShoalError(error);
    writeError(`${[message, hint ?? ''].map((line) => literal(line)).join('\n')}\n`);
  }
}
