import { type Operation, type OperationFlag, operationOfWords } from '../../operations/manifest.ts';
import { runExitText } from '../runs/exit-codes.ts';
import { type CommandEntry, commandEntries } from './command-entries.ts';
import { outputStyle } from './output-style.ts';
import { say } from './output.ts';
import { columns, lines, paint, type Style } from './render/style.ts';
import type { SurfaceCall } from './surface-call.ts';
import { isSurfaceCommand, surfaceCommands } from './surface-commands.ts';
import { refuseUnknownCommand, refuseUnknownSubcommand } from './unknown-command.ts';
import { argumentName, describeArgument, placeholder, usageLine } from './usage.ts';

const JOBS = {
  start: 'Start',
  work: 'Work',
  talk: 'Talk',
  watch: 'Watch',
  manage: 'Manage',
  plumbing: 'Plumbing (called by harnesses)',
} as const;

const ALL = ['--all', '-a'];

/** `help`, `help --all`, `help COMMAND`. Needs no workspace. */
export async function runHelp(call: SurfaceCall): Promise<number> {
  const words = call.words.filter((word) => !ALL.includes(word));
  const isAll = words.length < call.words.length;
  if (words.length > 0) return helpOfCommand(words, call);
  const entries = commandEntries().filter(({ everyday }) => isAll || everyday);
  say(call, entries, overview(entries, isAll, outputStyle(call)));
  return 0;
}

export async function runVersion(call: SurfaceCall): Promise<number> {
  const { version } = call;
  say(call, { version }, `shoal ${version}`);
  return 0;
}

function overview(entries: readonly CommandEntry[], isAll: boolean, style: Style): string {
  const jobs = Object.entries(JOBS).flatMap(([group, title]) => {
    const rows = entries
      .filter((entry) => entry.group === group)
      .map((entry) => [`  ${entry.command}`, entry.summary]);
    return rows.length === 0
      ? []
      : ['', paint(style, 'strong', title), columns(style, rows, { flexible: 1 })];
  });
  return lines(
    'Shoal coordinates coding agents in one codebase, and runs them: tasks, locks, messages, requests.',
    'Usage: shoal COMMAND [ARGUMENTS] [-C DIR] [--json] [--help]',
    ...jobs,
    '',
    isAll
      ? 'More on one: shoal help COMMAND'
      : 'More on one: shoal help COMMAND    All commands: shoal help --all',
  );
}

function helpOfCommand(words: readonly string[], call: SurfaceCall): number {
  const style = outputStyle(call);
  const found = operationOfWords(words);
  const operation = found?.operation;
  if (found !== undefined && operation?.cli !== undefined) {
    const [extra] = words.slice(found.count);
    if (extra !== undefined) refuseUnknownSubcommand(words.slice(0, found.count).join(' '), extra);
    const more = moreOf([operation.cli.command, ...operation.cli.aliases], style);
    say(call, operation, lines(operationHelp(operation, style), ...more));
    return 0;
  }
  const [word = ''] = words;
  if (!isSurfaceCommand(word)) return helpOfBeginning(words, call);
  const { summary, usage, examples } = surfaceCommands[word];
  const codes = word === 'run' ? ['', runExitText] : [];
  const text = lines(
    summary,
    '',
    `Usage: ${usage}`,
    ...codes,
    '',
    'Examples',
    exampleRows(examples, style),
    ...moreOf([word], style),
  );
  say(call, { command: word, summary, usage, examples }, text);
  return 0;
}

/** `chunks` is no command, and the beginning of several. */
function helpOfBeginning(words: readonly string[], call: SurfaceCall): number {
  const begun = words.join(' ');
  const longer = subcommandsOf([begun]);
  if (longer.length === 0) return refuseUnknownCommand(words);
  const text = lines(
    `\`shoal ${begun}\` is the beginning of these commands.`,
    ...moreOf([begun], outputStyle(call)),
  );
  say(call, longer, text);
  return 0;
}

/** The commands that begin with one of these, as a part of help; nothing where there is none. */
function moreOf(names: readonly string[], style: Style): readonly string[] {
  const rows = subcommandsOf(names).map(({ command, summary }) => [`  ${command}`, summary]);
  return rows.length === 0 ? [] : ['', 'Commands', columns(style, rows, { flexible: 1 })];
}

function subcommandsOf(names: readonly string[]): readonly CommandEntry[] {
  return commandEntries().filter(({ command }) => names.some((name) => command.startsWith(`${name} `)));
}

function operationHelp(operation: Operation, style: Style): string {
  const cli = operation.cli;
  if (cli === undefined) return operation.summary;
  const positionals = cli.positionals.map((field) => [
    `  ${argumentName(operation, field)}`,
    describeArgument(operation, field),
  ]);
  const flags = cli.flags
    .filter(({ field }) => !cli.positionals.includes(field))
    .map((flag) => [`  ${flagNames(flag)}`, describeArgument(operation, flag.field)]);
  const file =
    cli.fileInto === undefined
      ? []
      : [['  --file PATH', `${describeArgument(operation, cli.fileInto)}; - is standard input`]];
  return lines(
    operation.summary,
    '',
    `Usage: ${usageLine(operation)}`,
    cli.aliases.length === 0 ? undefined : `Also: ${cli.aliases.map((alias) => `shoal ${alias}`).join(', ')}`,
    '',
    columns(
      style,
      [...positionals, ...flags, ...file, ['  --json', 'One JSON document on standard output']],
      { flexible: 1 },
    ),
    ...(cli.followsRun === true
      ? ['', '  --detach answers at once, instead of showing the run', '', runExitText]
      : []),
    '',
    'Examples',
    exampleRows(cli.examples, style),
  );
}

function exampleRows(examples: readonly (readonly [string, string])[], style: Style): string {
  return columns(
    style,
    examples.map(([line, what]) => [`  ${line}`, paint(style, 'quiet', what)]),
    { flexible: 1 },
  );
}

function flagNames(flag: OperationFlag): string {
  const short = flag.short === undefined ? '    ' : `-${flag.short}, `;
  return `${short}--${flag.long}${flag.form === 'flag' ? '' : ` ${placeholder(flag)}`}`;
}
