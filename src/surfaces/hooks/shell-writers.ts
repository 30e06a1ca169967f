import type { Word } from './shell-words.ts';

/** A word that names what is written. */
export interface WrittenWord extends Word {
  /** It stands for everything below a directory. */
  readonly isWide?: boolean;
  /** When the word is a directory, what is written is this name in it. */
  readonly landingName?: string;
}

interface Parsed {
  readonly options: readonly string[];
  /** Words that are neither options nor values of options. */
  readonly operands: readonly Word[];
  /** Values of the options that were said to take one. */
  readonly values: Readonly<Record<string, readonly Word[]>>;
}

type Writer = (args: readonly Word[], documents: readonly string[]) => readonly WrittenWord[];

const writers: Readonly<Record<string, Writer>> = {
  tee: (args) => parse(args).operands,
  touch: (args) => parse(args, ['-t', '-d', '-r', '--date', '--reference']).operands,
  truncate: (args) => parse(args, ['-s', '-r', '--size', '--reference']).operands,
  shred: (args) => parse(args, ['-n', '-s']).operands,
  unlink: (args) => parse(args).operands,
  rm: (args) => parse(args).operands,
  rmdir: (args) => parse(args).operands,
  mv: (args) => moved(parse(args, targetOptions), true),
  cp: (args) => moved(parse(args, targetOptions), false),
  ln: (args) => moved(parse(args, targetOptions), false),
  install: (args) => moved(parse(args, [...targetOptions, '-m', '-o', '-g']), false),
  rsync: (args) => parse(args).operands.slice(1).slice(-1),
  sed: editedInPlace,
  perl: editedInPlace,
  dd: (args) =>
    args.flatMap((word) => (word.text.startsWith('of=') ? [{ ...word, text: word.text.slice(3) }] : [])),
  curl: (args) => parse(args, ['-o', '--output', '-H', '-d', '-X', '-u']).values['-o'] ?? [],
  wget: (args) => parse(args, ['-O', '--output-document']).values['-O'] ?? [],
  sort: (args) => parse(args, ['-o', '--output', '-k', '-t']).values['-o'] ?? [],
  git: gitWrites,
  python: scripted,
  python3: scripted,
  node: scripted,
};

/** The words that name what a program writes when it is called with these arguments. */
export function writesOf(
  program: string,
  args: readonly Word[],
  documents: readonly string[],
): readonly WrittenWord[] {
  return Object.hasOwn(writers, program) ? (writers[program]?.(args, documents) ?? []) : [];
}

const targetOptions = ['-t', '--target-directory', '-S', '--suffix'];

/** Reads options as getopt does; `withValue` are those that take one, long names counting as their first short one. */
function parse(args: readonly Word[], withValue: readonly string[] = []): Parsed {
  const options: string[] = [];
  const operands: Word[] = [];
  const values: Record<string, Word[]> = {};
  const short = (name: string): string =>
    withValue.find((one) => one.length === 2 && name.startsWith(`--${one[1]}`)) ?? name;
  let isLiteral = false;
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] as Word; // at is within the array
    const [name = '', value] = word.text.startsWith('--')
      ? word.text.split(/=(.*)/s)
      : [word.text.slice(0, 2), word.text.slice(2) || undefined];
    if (isLiteral || !word.text.startsWith('-') || word.text === '-') operands.push(word);
    else if (word.text === '--') isLiteral = true;
    else if (withValue.includes(name)) {
      const given = value === undefined ? args[(at += 1)] : { ...word, text: value };
      if (given !== undefined) (values[short(name)] ??= []).push(given);
    } else options.push(word.text);
  }
  return { options, operands, values };
}

/** `mv a b dir`: what lands is written; a move empties its sources too. */
function moved({ operands, values }: Parsed, takesSources: boolean): readonly WrittenWord[] {
  const directory = values['-t']?.[0];
  const sources = directory === undefined ? operands.slice(0, -1) : operands;
  const target = directory ?? operands.at(-1);
  if (target === undefined || sources.length === 0) return [];
  const landed = sources.map((source) => landing(target, source));
  return takesSources ? [...sources, ...landed] : landed;
}

function landing(target: Word, { text, isDynamic, isPattern }: Word): WrittenWord {
  const name = text.replace(/\/+$/, '').split('/').at(-1) ?? '';
  return { ...target, landingName: isDynamic || isPattern ? '*' : name };
}

/** `sed -i`, `perl -pi -e`: the script is no file unless `-e` or `-f` brings it. */
function editedInPlace(args: readonly Word[]): readonly WrittenWord[] {
  const isInPlace = args.some(({ text }) => /^-[a-zA-Z]*i|^--in-place/.test(text));
  if (!isInPlace) return [];
  const { operands, values } = parse(args, ['-e', '-f', '--expression', '--file']);
  const files = operands.filter(({ text }) => text !== '');
  // In `-pi -e SCRIPT` the options are apart, in `-pie SCRIPT` the script is an operand like sed's.
  return files.slice(Object.keys(values).length > 0 ? 0 : 1);
}

const everything: WrittenWord = { text: '.', isDynamic: false, isPattern: false, isWide: true };

/** What git overwrites in the working tree. Switching branches is let pass: git itself refuses to lose changes by it. */
function gitWrites(args: readonly Word[]): readonly WrittenWord[] {
  const [verb, ...rest] = withoutGlobalOptions(args);
  const { options, operands } = parse(rest, ['-s', '--source', '-m']);
  const dashes = rest.findIndex(({ text }) => text === '--');
  const wide = (words: readonly Word[]): readonly WrittenWord[] =>
    words.map((word) => (word.text === '.' ? everything : word));
  switch (verb?.text) {
    case 'checkout':
      if (dashes !== -1) return wide(rest.slice(dashes + 1));
      return operands.some(({ text }) => text === '.') || options.some((one) => /^(-f|--force)$/.test(one))
        ? [everything]
        : [];
    case 'restore':
      return options.includes('--staged') && !options.includes('--worktree') ? [] : wide(operands);
    case 'rm':
      return options.includes('--cached') ? [] : wide(operands);
    case 'mv':
      return moved({ options, operands, values: {} }, true);
    case 'reset':
      return options.includes('--hard') ? [everything] : [];
    case 'clean':
      return options.some((one) => /^-[a-z]*n/.test(one)) ? [] : [everything];
    case 'stash':
      return operands.length === 0 || operands[0]?.text === 'push' || operands[0]?.text === 'save'
        ? [everything]
        : [];
    default:
      return [];
  }
}

function withoutGlobalOptions(args: readonly Word[]): readonly Word[] {
  let at = 0;
  for (; at < args.length && args[at]?.text.startsWith('-') === true; at += 1) {
    // A command in another directory names its files from there: not read.
    if (args[at]?.text === '-C') return [];
    if (args[at]?.text === '-c') at += 1;
  }
  return args.slice(at);
}

/** Calls of a script that plainly write a file whose name stands there. */
const scriptWrites: readonly RegExp[] = [
  /\bopen\(\s*(['"])([^'"\n]+)\1\s*,\s*(?:mode\s*=\s*)?['"][rb+t]*[wax+][^'"]*['"]/g,
  /\bPath\(\s*(['"])([^'"\n]+)\1\s*\)\.write_(?:text|bytes)\(/g,
  /\b(?:writeFile|writeFileSync|appendFile|appendFileSync|createWriteStream)\(\s*(['"`])([^'"`\n$]+)\1/g,
  /\bos\.(?:remove|unlink)\(\s*(['"])([^'"\n]+)\1/g,
];

function scripted(args: readonly Word[], documents: readonly string[]): readonly WrittenWord[] {
  const flag = args.findIndex(({ text }) => /^(?:-[a-zA-Z]*[ce]|--eval)$/.test(text));
  const inline = flag === -1 ? [] : [args[flag + 1]?.text ?? ''];
  const texts = [...inline, ...documents].flatMap((script) =>
    scriptWrites.flatMap((pattern) => [...script.matchAll(pattern)].map(([, , path]) => path ?? '')),
  );
  return texts.map((text) => ({ text, isDynamic: false, isPattern: false }));
}
