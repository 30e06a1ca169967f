import { ShoalError } from '../../domain/errors.ts';
import type { Context } from '../../operations/context.ts';
import type { DaemonStatus } from '../../operations/ports.ts';
import { openShoal } from '../../shoal.ts';
import { jsonLine, say, writeOut } from '../cli/output.ts';
import type { SurfaceCall } from '../cli/surface-call.ts';
import { serveVariables } from '../config/environment.ts';
import { printInstall } from './install.ts';
import { showLogs } from './logs.ts';
import { parseServeFlags, type ServeFlags } from './flags.ts';
import { daemonOptions } from './options.ts';
import { stop } from './stop.ts';

const attachMs = 15_000;
const lookEveryMs = 20;

/** `shoal serve [status|stop|logs|install]`. */
export async function runServe(call: SurfaceCall): Promise<number> {
  const flags = parseServeFlags(call.words, call.env);
  const env = { ...call.env, ...asVariables(flags) };
  const context = await openShoal({ dir: call.globals.dir, cwd: process.cwd(), env }).context();
  switch (flags.action) {
    case 'serve':
      return flags.detach ? detached(call, context, flags) : foreground(call, context, flags);
    case 'status':
      return status(call, context);
    case 'stop':
      return stop(call, context, flags);
    case 'logs':
      return showLogs(call, context.place, flags);
    case 'install':
      return printInstall(call, context.place, flags);
  }
}

/** A daemon in the background is given the flags as what they go before. */
function asVariables({ host, port, logLevel }: ServeFlags): Record<string, string> {
  return {
    ...(host === undefined ? {} : { [serveVariables.host]: host }),
    ...(port === undefined ? {} : { [serveVariables.port]: String(port) }),
    ...(logLevel === undefined ? {} : { [serveVariables.logLevel]: logLevel }),
  };
}

async function detached(call: SurfaceCall, context: Context, flags: ServeFlags): Promise<number> {
  const found = await (await context.daemon()).ensure(flags.keepAgents);
  const text = `Serving at ${where(found)} (process ${found.pid}). \`shoal web\` opens the dashboard.`;
  say(call, shown(found), `${text}${otherAddress(call, flags, found)}${otherVersion(call, found)}`);
  return 0;
}

/** A daemon that ran before keeps its own, unless shoal.yaml says otherwise. */
function otherAddress(
  call: SurfaceCall,
  { host, port }: ServeFlags,
  { url, startedAt }: DaemonStatus,
): string {
  if (url === null || startedAt >= call.now) return '';
  const served = new URL(url);
  if ((host ?? served.hostname) === served.hostname && String(port ?? served.port) === served.port) return '';
  return `\nIt ran already, and stays there: \`shoal serve stop --keep-agents\` first. Its agents run on meanwhile.`;
}

function shown<T extends DaemonStatus>(status: T): Omit<T, 'startedAt'> & { readonly startedAt: string } {
  return { ...status, startedAt: new Date(status.startedAt).toISOString() };
}

async function status(call: SurfaceCall, context: Context): Promise<number> {
  const found = await (await context.daemon()).status();
  if (found === null) {
    say(call, null, 'No daemon runs here. Commands that need it start it; so does `shoal serve --detach`.');
    return 3;
  }
  const { pid, version, startedAt, answers } = shown(found);
  const since = `process ${pid}, version ${version}, since ${startedAt}`;
  const text = answers
    ? `Serving at ${where(found)} (${since}).`
    : `The daemon (${since}) runs, but does not answer: it is ending, or it hangs. \`kill -9 ${pid}\` ends it, and loses nothing.`;
  say(call, shown(found), `${text}${otherVersion(call, found)}`);
  return answers ? 0 : 1;
}

async function foreground(call: SurfaceCall, context: Context, flags: ServeFlags): Promise<number> {
  const { startDaemon } = await import('../../daemon.ts');
  const options = await daemonOptions(call, context, flags);
  const asked = stopSignals();
  const daemon = await startOrAttach(context, () => startDaemon(options));
  if (daemon === null || 'pid' in daemon) {
    if (daemon === null || !flags.announce) throw otherServes(daemon);
    writeOut(jsonLine(daemon));
    return 0;
  }
  if (flags.announce) writeOut(jsonLine(daemon.status));
  else
    say(
      call,
      shown(daemon.status),
      `Serving at ${where(daemon.status)}. \`shoal web\` opens the dashboard; Ctrl-C stops the daemon.`,
    );
  const how = await Promise.race([daemon.stopAsked, asked.then(() => ({ keepAgents: flags.keepAgents }))]);
  await daemon.stop(how.keepAgents);
  return 0;
}

function stopSignals(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
  });
}

/** The workspace may just be changing hands: who serves in the end, or null when nobody has said that it does. */
async function startOrAttach<T>(
  context: Context,
  start: () => Promise<T | null>,
): Promise<T | DaemonStatus | null> {
  const control = await context.daemon();
  for (const deadline = performance.now() + attachMs; ;) {
    const own = await start();
    if (own !== null) return own;
    const other = await control.status();
    if (other?.answers === true) return other;
    if (performance.now() > deadline) return null;
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
}

function otherServes(found: DaemonStatus | null): ShoalError {
  const at = found === null ? 'and does not answer' : `at ${where(found)} (process ${found.pid})`;
  return new ShoalError('CONFLICT', `A daemon serves this workspace already ${at}.`, {
    hint: found === null ? 'See `shoal serve status`.' : 'Use it, or end it with `shoal serve stop`.',
    details: { ...found },
  });
}

/** Of a program that was replaced since the daemon began. */
function otherVersion(call: SurfaceCall, { version }: DaemonStatus): string {
  if (version === call.version) return '';
  return `\nIt is Shoal ${version}, this is ${call.version}: \`shoal serve stop --keep-agents\`, then \`shoal serve --detach\`. Its agents run on meanwhile.`;
}

function where({ url, socket }: DaemonStatus): string {
  return url ?? socket;
}
