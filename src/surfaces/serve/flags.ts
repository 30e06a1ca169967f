import { ShoalError } from '../../domain/errors.ts';
import { surfaceFlags } from '../cli/surface-flags.ts';
import type { LogLevel } from './log.ts';

export interface ServeFlags {
  readonly action: Action;
  readonly detach: boolean;
  /** Says on one line where it serves, or where another does. */
  readonly announce: boolean;
  readonly keepAgents: boolean;
  readonly host: string | undefined;
  readonly port: number | undefined;
  readonly logLevel: LogLevel | undefined;
  readonly follow: boolean;
  readonly lines: number;
  readonly launchd: boolean;
}

const flagsOf = {
  serve: ['detach', 'announce', 'keep-agents', 'host', 'port', 'log-level'],
  status: [],
  stop: ['keep-agents'],
  logs: ['follow', 'lines'],
  install: ['print', 'launchd'],
} as const satisfies Readonly<Record<string, readonly string[]>>;
type Action = keyof typeof flagsOf;
const actions = ['status', 'stop', 'logs', 'install'] as const;
const logLevels = ['debug', 'info', 'warn', 'error'] as const;
const usage = 'See `shoal help serve`.';

/** A flag goes before its variable, a variable before the file. */
export function parseServeFlags(
  words: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): ServeFlags {
  const { values, positionals } = parsed(words);
  const action = actionOf(positionals);
  refuseForeign(action, Object.keys(values));
  const port = values.port ?? (env['SHOAL_PORT'] || undefined);
  return {
    action,
    detach: values.detach === true,
    announce: values.announce === true,
    keepAgents: values['keep-agents'] === true,
    host: values.host ?? (env['SHOAL_HOST'] || undefined),
    port: port === undefined ? undefined : number('port', port, 0, 65_535),
    logLevel: levelOf(values['log-level'] ?? (env['SHOAL_LOG_LEVEL'] || undefined)),
    follow: values.follow === true,
    lines: values.lines === undefined ? 50 : number('lines', values.lines, 0, 1_000_000),
    launchd: values.launchd === true,
  };
}

function parsed(words: readonly string[]) {
  return surfaceFlags('serve', {
    args: [...words],
    allowPositionals: true,
    options: {
      detach: { type: 'boolean', short: 'd' },
      announce: { type: 'boolean' },
      'keep-agents': { type: 'boolean' },
      host: { type: 'string' },
      port: { type: 'string' },
      'log-level': { type: 'string' },
      follow: { type: 'boolean', short: 'f' },
      lines: { type: 'string', short: 'n' },
      print: { type: 'boolean' },
      launchd: { type: 'boolean' },
    },
  });
}

function actionOf(positionals: readonly string[]): Action {
  const [word, ...more] = positionals;
  if (word === undefined) return 'serve';
  const action = actions.find((one) => one === word);
  if (action !== undefined && more.length === 0) return action;
  throw new ShoalError('USAGE', `serve does not take ${JSON.stringify(more[0] ?? word)}.`, { hint: usage });
}

function refuseForeign(action: Action, given: readonly string[]): void {
  const own: readonly string[] = flagsOf[action];
  const foreign = given.find((name) => !own.includes(name));
  if (foreign === undefined) return;
  const command = action === 'serve' ? 'serve' : `serve ${action}`;
  throw new ShoalError('USAGE', `${command} does not take --${foreign}.`, { hint: usage });
}

function number(name: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw new ShoalError('USAGE', `${name} is ${JSON.stringify(text)}: give a number from ${min} to ${max}.`, {
    hint: usage,
  });
}

function levelOf(text: string | undefined): LogLevel | undefined {
  if (text === undefined) return undefined;
  const level = logLevels.find((one) => one === text);
  if (level !== undefined) return level;
  throw new ShoalError(
    'USAGE',
    `log-level is ${JSON.stringify(text)}: give one of ${logLevels.join(', ')}.`,
    {
      hint: usage,
    },
  );
}
