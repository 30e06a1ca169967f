import { type Operation, operationOfCommand, operationOfWords } from '../../operations/manifest.ts';
import { parseArguments } from './arguments.ts';
import { report } from './failure.ts';
import { type Globals, initialGlobals, takeGlobal } from './globals.ts';
import { runOperation } from './run-operation.ts';
import { ofRun } from './run-words.ts';
import type { Invocation } from './surface-call.ts';
import { isSurfaceCommand, runSurfaceCommand, type SurfaceCommandName } from './surface-commands.ts';

/** Runs one command line and gives its exit code; whatever goes wrong has been said. */
export async function run(argv: readonly string[], invocation: Invocation): Promise<number> {
  const globals = initialGlobals(invocation.env);
  try {
    return await dispatch(argv, globals, invocation);
  } catch (error) {
    globals.json ||= isJsonAskedFor(argv);
    return report(error, globals);
  }
}

async function dispatch(argv: readonly string[], globals: Globals, invocation: Invocation): Promise<number> {
  const words = takeGlobals(argv, globals);
  if (globals.version) return runSurfaceCommand('version', { ...invocation, globals, words });
  const command = words[0];
  if (command === undefined)
    return runSurfaceCommand(globals.help ? 'help' : 'home', { ...invocation, globals, words });
  const given = [...words];
  const operation = findOperation(words);
  if (operation !== undefined) {
    if (takesNoWord(operation) && isWord(words[0]))
      await refuseWord(given.slice(0, given.length - words.length), words[0]);
    return runCommand(operation, words, globals, invocation);
  }
  if (isSurfaceCommand(command)) return runSurface(command, words.slice(1), globals, invocation);
  return (await import('./unknown-command.ts')).refuseUnknownCommand(words);
}

/** Takes the flags that every command has out of the words; the rest is the command's own affair. */
function runSurface(
  command: SurfaceCommandName,
  given: readonly string[],
  globals: Globals,
  invocation: Invocation,
): Promise<number> {
  const rest = [...given];
  const words: string[] = [];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--') words.push(word, ...rest.splice(0));
    else if (!takeGlobal(word, rest, globals)) words.push(word);
  }
  if (globals.help && command !== 'help')
    return runSurfaceCommand('help', { ...invocation, globals, words: [command] });
  return runSurfaceCommand(command, { ...invocation, globals, words });
}

/** The words after the flags that stand before the command. */
function takeGlobals(argv: readonly string[], globals: Globals): string[] {
  const [word, ...rest] = argv;
  if (word === undefined || !takeGlobal(word, rest, globals)) return [...argv];
  return takeGlobals(rest, globals);
}

type CommandOperation = Operation & { readonly cli: NonNullable<Operation['cli']> };

/** Takes the command's own words from `words`; the longest match wins. A flag may name the command, wherever it stands. */
function findOperation(words: string[]): CommandOperation | undefined {
  const flagged = flaggedOperation(words);
  if (flagged !== undefined) return flagged;
  if (isNamedResume(words)) words[0] = 'continue';
  ofRun(words);
  const found = operationOfWords(words);
  if (found === undefined || !hasCommand(found.operation)) return undefined;
  words.splice(0, found.count);
  return found.operation;
}

/** `ask TEXT --approval` is the command `ask --approval`. */
function flaggedOperation(words: string[]): CommandOperation | undefined {
  const end = words.indexOf('--');
  for (const [at, word] of words.slice(0, end === -1 ? undefined : end).entries()) {
    const operation = word.startsWith('--') ? operationOfCommand(`${words[0]} ${word}`) : undefined;
    if (operation === undefined || !hasCommand(operation)) continue;
    words.splice(at, 1);
    words.shift();
    return operation;
  }
  return undefined;
}

/** `resume` alone ends the pause; `resume NAME` goes on with a session. */
function isNamedResume([command, name]: readonly string[]): boolean {
  return command === 'resume' && name !== undefined && !name.startsWith('-');
}

function hasCommand(operation: Operation): operation is CommandOperation {
  return operation.cli !== undefined;
}

async function runCommand(
  operation: CommandOperation,
  words: string[],
  globals: Globals,
  invocation: Invocation,
): Promise<number> {
  const isDetached = operation.cli.followsRun === true && takeDetach(words);
  const args = parseArguments(operation, words, globals, invocation.now);
  if (globals.help)
    return runSurfaceCommand('help', { ...invocation, globals, words: operation.cli.command.split(' ') });
  if (operation.cli.followsRun !== true || isDetached)
    return runOperation(operation, args, globals, invocation);
  return (await import('../runs/main.ts')).runFollowed(operation, args, { ...invocation, globals });
}

function takesNoWord({ cli }: CommandOperation): boolean {
  return cli.positionals.length === 0 && cli.fileInto === undefined;
}

function isWord(word: string | undefined): word is string {
  return word !== undefined && !word.startsWith('-');
}

/** `config profle` is no command, `list extra` an argument too many: that one the parser refuses. */
async function refuseWord(command: readonly string[], word: string): Promise<void> {
  (await import('./unknown-command.ts')).refuseUnknownSubcommand(command.join(' '), word);
}

/** `--detach`: answers at once, instead of showing the run. */
function takeDetach(words: string[]): boolean {
  const at = words.indexOf('--detach');
  if (at !== -1) words.splice(at, 1);
  return at !== -1;
}

/** For errors found before the flags were read to the end. */
function isJsonAskedFor(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return argv.slice(0, end === -1 ? undefined : end).includes('--json');
}
