import { isatty } from 'node:tty';
import type { Context } from '../../../operations/context.ts';
import { openShoal } from '../../../shoal.ts';
import { toShoalError } from '../../cli/failure.ts';
import { interruptible } from '../../cli/interrupt.ts';
import { jsonLine, writeOut } from '../../cli/output.ts';
import type { Style } from '../../cli/render/style.ts';
import type { SurfaceCall } from '../../cli/surface-call.ts';
import { surfaceFlags } from '../../cli/surface-flags.ts';
import { drawFrame, plainFrame } from './frame.ts';
import { parseKeys } from './keys.ts';
import { createModel, type Model, press } from './model.ts';
import { openScreen } from './screen.ts';
import { takeSnapshot } from './snapshot.ts';

/** Ages and dead processes change without an event: looked at this often. */
const lookAgainMs = 5_000;
/** A burst of events is drawn once. */
const settleMs = 100;

/** `shoal watch`: the live dashboard; without a terminal one plain frame. Closing it stops nothing. */
export async function runWatch(call: SurfaceCall): Promise<number> {
  surfaceFlags('watch', { args: [...call.words] });
  return interruptible(async (signal) => {
    const context = await openShoal({ dir: call.globals.dir, cwd: process.cwd(), env: call.env }).context({
      signal,
    });
    const model = createModel(await takeSnapshot(context));
    if (call.globals.json) writeOut(jsonLine(model.snapshot));
    else if (isatty(0) && isatty(1)) await watch(context, model, call);
    else writeOut(`${plainFrame(model, { ...styleOf(call), colors: false, terminal: false })}\n`);
    return 0;
  });
}

async function watch(context: Context, start: Model, call: SurfaceCall): Promise<void> {
  const over = new AbortController();
  const signal = AbortSignal.any([context.signal, over.signal]);
  let model = start;
  const show = (next: Model): void => {
    model = next;
    if (model.isOver) over.abort();
    else screen.draw(drawFrame(model, screen.size(), styleOf(call)));
  };
  using screen = openScreen({
    onInput: (text) => show(parseKeys(text).reduce(press, model)),
    onResize: () => {
      screen.invalidate();
      show(model);
    },
  });
  show(model);
  await follow({ ...context, signal }, () => model, show);
}

/** Loads and shows again whenever the log has grown, or time may have changed something. */
async function follow(context: Context, current: () => Model, show: (model: Model) => void): Promise<void> {
  const { store, signal } = context;
  let seen = 0;
  while (!signal.aborted) {
    try {
      seen = await store.read((view) => view.lastSeq);
      const snapshot = await takeSnapshot(context);
      if (signal.aborted) return;
      show({ ...current(), snapshot, now: snapshot.at, problem: null });
      await pause(settleMs, signal);
      await store.wait(seen, store.now() + lookAgainMs, signal);
    } catch (error) {
      if (signal.aborted) return;
      show({ ...current(), problem: toShoalError(error).message });
      await pause(lookAgainMs, signal);
    }
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end, { once: true });
  });
}

function styleOf({ env, now }: SurfaceCall): Style {
  const colors = (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
  return { terminal: true, colors, width: Number.POSITIVE_INFINITY, now };
}
