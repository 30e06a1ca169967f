import { createInterface } from 'node:readline';
import { isatty } from 'node:tty';
import { ShoalError } from '../../domain/errors.ts';
import type { TranscriptEntry } from '../../domain/transcript.ts';
import type { Context } from '../../operations/context.ts';
import { invoke } from '../../operations/invoke.ts';
import { openShoal } from '../../shoal.ts';
import { toShoalError } from '../cli/failure.ts';
import { interruptible } from '../cli/interrupt.ts';
import { jsonLine, writeError, writeOut } from '../cli/output.ts';
import { literal, type Style } from '../cli/render/style.ts';
import { entryText } from '../cli/render/transcript.ts';
import type { SurfaceCall } from '../cli/surface-call.ts';

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
    using _typing = types ? typeTo(context, agentName, () => left.abort()) : undefined;
    void leaveAtEnd(context, id, left);
    await show(call, context, id);
    if (types) writeOut(`Left ${literal(agentName)}; it goes on.\n`);
    return 0;
  });
}

async function show(call: SurfaceCall, context: Context, session: string): Promise<void> {
  const style = styleOf(call);
  const input = { session, follow: true, limit: pastShown };
  const entries = await invoke(context, 'session.transcript', input);
  for await (const entry of entries) {
    const text = call.globals.json
      ? jsonLine(entry)
      : `${entryText(entry as unknown as TranscriptEntry, style) ?? ''}\n`; // with `follow` one at a time
    if (text !== '\n' && !writeOut(text)) return;
  }
}

function styleOf({ env, now }: SurfaceCall): Style {
  const terminal = isatty(1);
  const colors = terminal && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
  return { terminal, colors, width: Number.POSITIVE_INFINITY, now };
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

function typeTo(context: Context, name: string, leave: () => void): Disposable {
  const lines = createInterface({ input: process.stdin, terminal: false });
  lines.on('line', (line) => {
    const text = line.trim();
    if (text === '') return;
    if (text === '/detach') return leave();
    void done(text === '/interrupt' ? interrupt(context, name) : send(context, name, line));
  });
  lines.on('close', leave);
  return { [Symbol.dispose]: () => lines.close() };
}

async function send(context: Context, name: string, text: string): Promise<void> {
  const { id } = await invoke(context, 'message.send', { text, to: [name] });
  writeOut(`${id} queued\n`);
}

async function interrupt(context: Context, name: string): Promise<void> {
  await invoke(context, 'session.interrupt', { session: name });
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
