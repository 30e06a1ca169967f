/*
 * Reads a POSIX shell command line as far as it can be read without running it: words with their quotes removed,
 * redirections, here-documents. What only the shell knows (variables, substitutions) is marked and never guessed.
 */

export interface Word {
  readonly text: string;
  /** Holds something that only the shell can expand. */
  readonly isDynamic: boolean;
  /** Holds an unquoted `*`, `?`, `[` or `{`. */
  readonly isPattern: boolean;
}

export interface SimpleCommand {
  readonly kind: 'command';
  readonly words: readonly Word[];
  /** Targets of `>`, `>>`, `>|`, `&>`, `<>`. */
  readonly outputs: readonly Word[];
  /** Bodies of its here-documents. */
  readonly documents: readonly string[];
}

/** `open` and `close` are the parentheses of a subshell. */
export type Piece = SimpleCommand | { readonly kind: 'open' } | { readonly kind: 'close' };

/** Longer command lines are not read: a hook must answer at once. */
const textMax = 256 * 1024;
const nestingMax = 8;

/** The simple commands of a command line in order, those inside `$(…)` and backticks included. */
export function readShell(text: string, nesting = 0): readonly Piece[] {
  if (text.length > textMax || nesting > nestingMax) return [];
  const scanner = new Scanner(text, nesting);
  scanner.run();
  return scanner.pieces;
}

interface Draft {
  words: Word[];
  outputs: Word[];
  documents: string[];
}

/** One pass over one command line; its state is the place, the word and the command being read. */
class Scanner {
  readonly pieces: Piece[] = [];
  readonly #text: string;
  readonly #nesting: number;
  #at = 0;
  #word: { text: string; isDynamic: boolean; isPattern: boolean } | undefined;
  #draft: Draft = { words: [], outputs: [], documents: [] };
  /** What the next word is for. */
  #expects: 'word' | 'output' | 'input' | 'delimiter' = 'word';
  #pending: { delimiter: string; stripsTabs: boolean; into: Draft }[] = [];
  #stripsTabs = false;

  constructor(text: string, nesting: number) {
    this.#text = text;
    this.#nesting = nesting;
  }

  run(): void {
    while (this.#at < this.#text.length) this.#step(this.#text[this.#at] ?? '');
    this.#endCommand();
  }

  #step(character: string): void {
    if (character === '\\') return this.#escape();
    if (character === "'") return this.#single();
    if (character === '"') return this.#double();
    if (character === '`') return this.#backticks();
    if (character === '$') return this.#dollar();
    if (character === '\n') return this.#newline();
    if (/\s/.test(character)) return this.#skip(1, () => this.#endWord());
    if (character === '#' && this.#word === undefined) return this.#comment();
    if (/[<>]/.test(character) || this.#text.startsWith('&>', this.#at)) return this.#redirection();
    if (/[;&|]/.test(character)) return this.#skip(1, () => this.#endCommand());
    if (character === '(' || character === ')') return this.#parenthesis(character);
    this.#add(character, {
      isPattern: /[*?[{]/.test(character),
      isDynamic: character === '~' && this.#word === undefined,
    });
    this.#at += 1;
  }

  #skip(length: number, act: () => void): void {
    act();
    this.#at += length;
  }

  #add(text: string, marks: { isPattern?: boolean; isDynamic?: boolean } = {}): void {
    this.#word ??= { text: '', isDynamic: false, isPattern: false };
    this.#word.text += text;
    this.#word.isPattern ||= marks.isPattern ?? false;
    this.#word.isDynamic ||= marks.isDynamic ?? false;
  }

  #escape(): void {
    const next = this.#text[this.#at + 1] ?? '';
    if (next !== '\n') this.#add(next);
    this.#at += 2;
  }

  #single(): void {
    const end = this.#find("'", this.#at + 1);
    this.#add(this.#text.slice(this.#at + 1, end));
    this.#at = end + 1;
  }

  #double(): void {
    this.#add('');
    this.#at += 1;
    while (this.#at < this.#text.length && this.#text[this.#at] !== '"') {
      const character = this.#text[this.#at] ?? '';
      if (character === '$') this.#dollar();
      else if (character === '`') this.#backticks();
      else if (character === '\\' && /["$`\\\n]/.test(this.#text[this.#at + 1] ?? '')) this.#escape();
      else this.#skip(1, () => this.#add(character));
    }
    this.#at += 1;
  }

  #backticks(): void {
    const end = this.#find('`', this.#at + 1);
    this.#nest(this.#text.slice(this.#at + 1, end));
    this.#at = end + 1;
  }

  #dollar(): void {
    const next = this.#text[this.#at + 1] ?? '';
    if (next === '(') return this.#substitution(this.#at + 1);
    if (next === "'") return this.#skip(1, () => this.#add('', { isDynamic: true }));
    this.#add('$', { isDynamic: /[\w{@*#?$!-]/.test(next) });
    this.#at += 1;
  }

  /** `$(…)`, `<(…)`, `>(…)`: what is inside runs too. `open` is the place of its parenthesis. */
  #substitution(open: number): void {
    const end = this.#closing(open);
    this.#nest(this.#text.slice(open + 1, end));
    this.#at = end + 1;
  }

  #nest(inner: string): void {
    this.#add('', { isDynamic: true });
    this.pieces.push({ kind: 'open' }, ...readShell(inner, this.#nesting + 1), { kind: 'close' });
  }

  #closing(open: number): number {
    let depth = 0;
    for (let at = open; at < this.#text.length; at += 1) {
      if (this.#text[at] === '(') depth += 1;
      if (this.#text[at] === ')') depth -= 1;
      if (depth === 0) return at;
    }
    return this.#text.length;
  }

  #comment(): void {
    this.#at = this.#find('\n', this.#at);
  }

  #find(character: string, from: number): number {
    const found = this.#text.indexOf(character, from);
    return found === -1 ? this.#text.length : found;
  }

  #redirection(): void {
    const operator =
      /^(?:&>>|&>|<<<|<<-|<<|<>|<&|<|>>|>\||>&|>)/.exec(this.#text.slice(this.#at, this.#at + 3))?.[0] ?? '';
    const isNumbered = this.#word !== undefined && /^\d+$/.test(this.#word.text);
    if (isNumbered) this.#word = undefined;
    this.#endWord();
    const after = this.#at + operator.length;
    if ((operator === '<' || operator === '>') && this.#text[after] === '(') return this.#substitution(after);
    this.#at = after;
    this.#expects = expectationOf(operator, this.#text.slice(after, after + 20));
    this.#stripsTabs = operator === '<<-';
  }

  #parenthesis(character: '(' | ')'): void {
    this.#endCommand();
    this.pieces.push({ kind: character === '(' ? 'open' : 'close' });
    this.#at += 1;
  }

  #newline(): void {
    this.#endCommand();
    this.#at += 1;
    for (const { delimiter, stripsTabs, into } of this.#pending.splice(0)) {
      into.documents.push(this.#document(delimiter, stripsTabs));
    }
  }

  #document(delimiter: string, stripsTabs: boolean): string {
    const lines: string[] = [];
    while (this.#at < this.#text.length) {
      const end = this.#find('\n', this.#at);
      const raw = this.#text.slice(this.#at, end);
      const line = stripsTabs ? raw.replace(/^\t+/, '') : raw;
      this.#at = end + 1;
      if (line === delimiter) break;
      lines.push(line);
    }
    return lines.join('\n');
  }

  #endWord(): void {
    const word = this.#word;
    if (word === undefined) return;
    this.#word = undefined;
    const expects = this.#expects;
    this.#expects = 'word';
    if (expects === 'word') this.#draft.words.push(word);
    if (expects === 'output') this.#draft.outputs.push(word);
    if (expects === 'delimiter')
      this.#pending.push({ delimiter: word.text, stripsTabs: this.#stripsTabs, into: this.#draft });
  }

  #endCommand(): void {
    this.#endWord();
    this.#expects = 'word';
    const draft = this.#draft;
    if (draft.words.length + draft.outputs.length > 0) this.pieces.push({ kind: 'command', ...draft });
    this.#draft = { words: [], outputs: [], documents: [] };
  }
}

function expectationOf(operator: string, rest: string): 'output' | 'input' | 'delimiter' {
  if (operator === '<<' || operator === '<<-') return 'delimiter';
  if (operator.startsWith('<') && operator !== '<>') return 'input';
  const duplicates = operator === '>&' && /^\s*(?:\d+|-)/.test(rest);
  return duplicates ? 'input' : 'output';
}
