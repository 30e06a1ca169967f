import { ShoalError } from '../../domain/errors.ts';
import type { Context } from '../../operations/context.ts';
import { requireMayEndAll } from '../../operations/handlers/session/permission.ts';
import type { DaemonStatus } from '../../operations/ports.ts';
import { openShoal } from '../../shoal.ts';
import { selfCommand } from '../cli/demo/self.ts';
import { jsonLine, writeOut } from '../cli/output.ts';
import type { SurfaceCall } from '../cli/surface-call.ts';
import { serveVariables } from '../config/environment.ts';
import { printInstall } from './install.ts';
import { showLogs } from './logs.ts';
import { parseServeFlags, type ServeFlags } from './flags.ts';

const attachMs = 15_000;
const lookEveryMs = 20;

/** `shoal serve [status|stop|logs|install]`. */
export async function runServe(call: SurfaceCall): Promise<number> {
  const flags = parseServeFlags(call.words, call.env);
  const env = { ...call.env, ...asVariables(flags) };
  const context = await openShoal({ dir: call.globals.dir, cwd: process.cwd(), env }).context();
  switch (flags.action) {
    case 'serve':
      return flags.detach ? detached(call, context) : foreground(call, context, flags);
    case 'status':
      return status(call, context);
    case 'stop':
      return stop(call, context, flags.keepAgents);
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

async function detached(call: SurfaceCall, context: Context): Promise<number> {
  const found = await (await context.daemon()).ensure();
  const text = `Serving at ${where(found)} (process ${found.pid}). \`shoal web\` opens the dashboard.`;
  say(call, found, `${text}${otherVersion(call, found)}`);
  return 0;
}

async function status(call: SurfaceCall, context: Context): Promise<number> {
  const found = await (await context.daemon()).status();
  const text =
    found === null
      ? 'No daemon runs here. Commands that need it start it; so does `shoal serve --detach`.'
      : `Serving at ${where(found)} (process ${found.pid}, version ${found.version}, since ${new Date(found.startedAt).toISOString()}).${otherVersion(call, found)}`;
  say(call, found, text);
  return found === null ? 3 : 0;
}

/** A store that cannot be read forbids nothing. */
async function refuseToOwnAgents(context: Context): Promise<void> {
  try {
    await context.store.read((view) => requireMayEndAll(view, context));
  } catch (error) {
    if (error instanceof ShoalError && error.code === 'NOT_ALLOWED') throw error;
  }
}

async function stop(call: SurfaceCall, context: Context, keepAgents: boolean): Promise<number> {
  if (!keepAgents) await refuseToOwnAgents(context);
  const daemon = await context.daemon();
  const found = await daemon.status();
  await daemon.stop(keepAgents);
  const agents = keepAgents ? ' Its agents run on.' : '';
  say(call, { stopped: found !== null }, found === null ? 'No daemon ran here.' : `Stopped.${agents}`);
  return found === null ? 3 : 0;
}

async function foreground(call: SurfaceCall, context: Context, flags: ServeFlags): Promise<number> {
  const { startDaemon } = await import('../../daemon.ts');
  const config = await context.config();
  const isPortGiven = flags.port !== undefined || config.explain('serve.port').from !== 'default';
  const wanted = () => {
    const { serve } = config.read();
    return {
      host: flags.host ?? serve.host,
      port: flags.port ?? serve.port,
      isPortGiven,
      logLevel: flags.logLevel ?? serve.logLevel,
    };
  };
  const options = {
    place: context.place,
    environment: call.env,
    self: selfCommand(),
    version: call.version,
    wanted,
  };
  const asked = stopSignals();
  const daemon = flags.announce
    ? await startOrAttach(context, () => startDaemon(options))
    : ((await startDaemon(options)) ?? (await otherServes(context)));
  if ('pid' in daemon) {
    writeOut(jsonLine(daemon));
    return 0;
  }
  if (flags.announce) writeOut(jsonLine(daemon.status));
  else
    say(
      call,
      daemon.status,
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

/** The workspace may just be changing hands: whoever serves in the end is announced. */
async function startOrAttach<T>(context: Context, start: () => Promise<T | null>): Promise<T | DaemonStatus> {
  const control = await context.daemon();
  for (const deadline = performance.now() + attachMs; ;) {
    const own = await start();
    if (own !== null) return own;
    const other = await control.status();
    if (other !== null) return other;
    if (performance.now() > deadline) return otherServes(context);
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
}

async function otherServes(context: Context): Promise<never> {
  const found = await (await context.daemon()).status();
  const at = found === null ? 'and has not said where' : `at ${where(found)} (process ${found.pid})`;
  throw new ShoalError('CONFLICT', `A daemon serves this workspace already ${at}.`, {
    hint: 'Use it, or end it with `shoal serve stop`.',
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

function say({ globals }: SurfaceCall, answer: unknown, text: string): void {
  writeOut(globals.json ? jsonLine(answer) : `${text}\n`);
}
