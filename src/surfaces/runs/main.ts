import type { Context } from '../../operations/context.ts';
import { runFiles } from '../../operations/handlers/run/files.ts';
import { invoke } from '../../operations/invoke.ts';
import { type Operation, operationOfCommand } from '../../operations/manifest.ts';
import { openShoal } from '../../shoal.ts';
import { type Arguments, parseArguments } from '../cli/arguments.ts';
import { interruptible } from '../cli/interrupt.ts';
import { outputStyle } from '../cli/output-style.ts';
import { jsonLine, writeOut } from '../cli/output.ts';
import { literal, type Style } from '../cli/render/style.ts';
import { withFile } from '../cli/run-operation.ts';
import type { SurfaceCall } from '../cli/surface-call.ts';
import { runExitCodes } from './exit-codes.ts';
import { createRunFiles } from './files.ts';
import { createRunView, isForPerson, type RunNow, type Seen } from './view.ts';

type Call = Omit<SurfaceCall, 'words'>;

/** `shoal run TEXT`: starts it and watches it; to leave stops nothing. */
export function runRun(call: SurfaceCall): Promise<number> {
  const isDetached = call.words.includes('--detach');
  const words = call.words.filter((word) => word !== '--detach');
  const operation = operationOfCommand('run start');
  if (operation?.cli === undefined) throw new Error('run start has no command line');
  const named = { ...operation, cli: { ...operation.cli, command: 'run' } };
  const args = parseArguments(
    named as Parameters<typeof parseArguments>[0],
    [...words],
    call.globals,
    call.now,
  ); // it has one
  return interruptible(async (signal) => {
    const context = await open(call, signal);
    const run = await invoke(context, 'run.start', withFile(operation, args, call.globals.dir));
    tell(call, run);
    return isDetached ? 0 : follow(call, context, run, 1);
  });
}

/** A command whose answer is a run, or that streams one: from there it is shown until it ends or waits. */
export function runFollowed(operation: Operation, args: Arguments, call: Call): Promise<number> {
  const input = withFile(operation, args, call.globals.dir);
  return interruptible(async (signal) => {
    const context = await open(call, signal);
    if (operation.kind === 'stream') {
      const { id, from } = input as { readonly id: string; readonly from?: number }; // the one such operation is run.watch
      return follow(call, context, await invoke(context, 'run.show', { id }), from);
    }
    const before = typeof input['id'] === 'string' ? await firstOpen(context, input['id']) : null;
    const run = (await invoke(context, operation.name, input)) as RunNow; // by `followsRun` its answer is a run
    const from = before?.id === run.id ? before.n : 1;
    if (call.globals.json) return followToTheEnd(context, run, from);
    tell(call, run);
    return follow(call, context, run, from);
  });
}

function open({ globals, env }: Call, signal: AbortSignal): Promise<Context> {
  return openShoal({ dir: globals.dir, cwd: process.cwd(), env }).context({ signal });
}

/** From there it goes on; of what ended before, nothing is shown again. */
async function firstOpen(context: Context, id: string): Promise<{ readonly id: string; readonly n: number }> {
  const { id: run, steps } = await invoke(context, 'run.show', { id });
  const open = steps.find(({ state }) => state === 'open' || state === 'held');
  return { id: run, n: open?.n ?? steps.length + 1 };
}

function tell({ globals }: Call, run: RunNow): void {
  if (globals.json) writeOut(jsonLine(run));
  else writeOut(`✓ ${run.id}  ${literal(run.title)}  (${literal(run.pipeline)})${placeOf(run)}\n`);
}

function placeOf({ branch, directory }: RunNow): string {
  return branch === null ? '' : `  in ${literal(directory)} on ${branch}`;
}

function follow(call: Call, context: Context, started: RunNow, from: number | undefined): Promise<number> {
  const view = call.globals.json ? asJson : createRunView(styleOf(call), writeOut);
  return watch(context, started, from, view).then(({ state }) => runExitCodes[state]);
}

/** One document: the run as it ended, or as it waits. */
async function followToTheEnd(context: Context, started: RunNow, from: number): Promise<number> {
  const last = await watch(context, started, from, () => true);
  writeOut(jsonLine(last));
  return runExitCodes[last.state];
}

async function watch(
  context: Context,
  started: RunNow,
  from: number | undefined,
  view: (seen: Seen) => boolean,
): Promise<RunNow> {
  let last = started;
  // It carries the run on; one that was killed is started again.
  if (started.endedAt === null) await (await context.daemon()).ensure();
  const input = { id: started.id, ...(from === undefined ? {} : { from }) };
  for await (const seen of await invoke(context, 'run.watch', input)) {
    if (seen.run !== null) last = seen.run;
    if (!view(seen)) return last;
    // A person is to decide: whoever waits here may as well do that.
    if (seen.run !== null && isForPerson(seen.run)) break;
  }
  if (context.signal.aborted && last.endedAt === null)
    process.stderr.write(
      `\n${last.id} goes on. \`shoal run watch ${last.id}\`, or \`shoal cancel ${last.id}\`\n`,
    );
  await writeFiles(context, last.id);
  return last;
}

/** The daemon writes them too, a moment later: who reads them after this command must not come too early. */
async function writeFiles({ store, place, settings }: Context, id: string): Promise<void> {
  const files = await store.read((view) => {
    const run = view.get('run', id);
    return run === undefined ? new Map<string, string>() : runFiles(view, run);
  });
  try {
    createRunFiles(place.stateDir, settings.runFilesMax).write(id, files);
  } catch {
    // The daemon says in its log why they cannot be written.
  }
}

function asJson(seen: Seen): boolean {
  return writeOut(jsonLine(seen));
}

function styleOf(call: Call): Style {
  return { ...outputStyle(call), width: Number.POSITIVE_INFINITY };
}
