import { statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { patchPaths } from './patch-paths.ts';
import { readShell, type SimpleCommand, type Word } from './shell-words.ts';
import { type WrittenWord, writesOf } from './shell-writers.ts';

/** What a call would write, or wipe. */
export interface Write {
  /** Absolute. */
  readonly path: string;
  /** Only looked at, never locked: a pattern, or everything below a directory. */
  readonly isWide: boolean;
}

const nestingMax = 4;

/** The paths that a shell command plainly writes. A guard rail: what cannot be read is let pass. */
export function shellWrites(command: string, cwd: string, nesting = 0): readonly Write[] {
  const found: Write[] = [];
  const outer: (string | null)[] = [];
  /** null after a `cd` that only the shell can follow. */
  let here: string | null = cwd;
  for (const piece of readShell(command)) {
    if (piece.kind === 'open') outer.push(here);
    else if (piece.kind === 'close') here = outer.length > 0 ? (outer.pop() ?? null) : here;
    else {
      found.push(...commandWrites(piece, here, nesting));
      here = changedDirectory(piece, here);
    }
  }
  return found;
}

function commandWrites(piece: SimpleCommand, here: string | null, nesting: number): readonly Write[] {
  const words = withoutPrefix(piece.words);
  const program = baseName(words[0]);
  const redirected = piece.outputs.filter(({ text }) => !text.startsWith('/dev/'));
  const named = [...redirected, ...writesOf(program, words.slice(1), piece.documents)];
  const inner = nesting < nestingMax ? innerCommands(program, words, piece.documents) : [];
  return [
    ...named.flatMap((word) => toWrite(word, here)),
    ...patchWrites(program, words, piece.documents, here),
    ...(here === null ? [] : inner.flatMap((line) => shellWrites(line, here, nesting + 1))),
  ];
}

function toWrite(word: WrittenWord, here: string | null): readonly Write[] {
  if (word.isDynamic || word.text === '' || word.text === '-') return [];
  if (!isAbsolute(word.text) && here === null) return [];
  const path = isAbsolute(word.text) ? word.text : join(here ?? '/', word.text);
  if (word.landingName === undefined)
    return [{ path, isWide: word.isPattern || word.isWide === true || isDirectory(path) }];
  if (!isDirectory(path)) return [{ path, isWide: word.isPattern }];
  return [{ path: join(path, word.landingName), isWide: word.isPattern || word.landingName === '*' }];
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Reserved words, assignments and programs that run another one are not the program. */
const prefixes = new Set(
  'if then else elif do while until ! { time sudo env command builtin exec nohup nice ionice stdbuf setsid timeout xargs'.split(
    ' ',
  ),
);

function withoutPrefix(words: readonly Word[]): readonly Word[] {
  let at = 0;
  for (let prefix = ''; at < words.length; at += 1) {
    const { text } = words[at] ?? { text: '' };
    const isArgument =
      prefix !== '' && (text.startsWith('-') || (prefix === 'timeout' && /^[\d.]+[smhd]?$/.test(text)));
    if (prefixes.has(text)) prefix = text;
    else if (!isArgument && !/^\w+=/.test(text)) break;
  }
  return words.slice(at);
}

function changedDirectory(piece: SimpleCommand, here: string | null): string | null {
  const [program, ...rest] = withoutPrefix(piece.words);
  if (program?.text !== 'cd' && program?.text !== 'pushd') return here;
  const target = rest.find(({ text }) => !/^-[LPe]+$/.test(text) && text !== '--');
  if (target === undefined || target.isDynamic || target.isPattern || target.text === '-') return null;
  if (isAbsolute(target.text)) return target.text;
  return here === null ? null : join(here, target.text);
}

const shells = new Set(['sh', 'bash', 'dash', 'zsh', 'ksh', 'eval']);

function innerCommands(
  program: string,
  words: readonly Word[],
  documents: readonly string[],
): readonly string[] {
  if (!shells.has(program)) return [];
  if (program === 'eval')
    return [
      words
        .slice(1)
        .map(({ text }) => text)
        .join(' '),
    ];
  const flag = words.findIndex(({ text }) => /^-[a-z]*c$/.test(text));
  const line = flag === -1 ? undefined : words[flag + 1];
  return [...(line === undefined || line.isDynamic ? [] : [line.text]), ...documents];
}

/** `apply_patch` as a program: its patch is an argument or a here-document. */
function patchWrites(
  program: string,
  words: readonly Word[],
  documents: readonly string[],
  here: string | null,
): readonly Write[] {
  if (program !== 'apply_patch' && program !== 'applypatch') return [];
  const patches = [...words.slice(1).map(({ text }) => text), ...documents];
  const paths = patches.flatMap(patchPaths);
  return paths.flatMap((text) => toWrite({ text, isDynamic: false, isPattern: false }, here));
}

function baseName(word: Word | undefined): string {
  return word?.text.split('/').at(-1) ?? '';
}
