import { ShoalError } from '../../domain/errors.ts';
import type { Operation, OperationFlag } from '../../operations/manifest.ts';
import type { FieldSchema } from '../../operations/schema.ts';
import { checkArguments } from './check-arguments.ts';
import { convert, quote } from './forms.ts';
import { type Globals, takeGlobal } from './globals.ts';
import { closest } from './suggest.ts';
import { argumentName, usageLine } from './usage.ts';

/** An operation's input as far as the command line gives it; `file` is still to be read. */
export interface Arguments {
  readonly input: Record<string, unknown>;
  /** PATH of `--file`, or `-` for standard input. */
  readonly file: string | undefined;
}

type CommandOperation = Operation & { readonly cli: NonNullable<Operation['cli']> };

/** Parses what follows the command's own words. Every refusal says how it is right. */
export function parseArguments(
  operation: CommandOperation,
  words: readonly string[],
  globals: Globals,
  now: number,
): Arguments {
  const parser = new Parser(operation, words, globals, now);
  return parser.run();
}

/** Lives for one command line: words are consumed from the front. */
class Parser {
  readonly #operation: CommandOperation;
  readonly #words: string[];
  readonly #globals: Globals;
  readonly #now: number;
  readonly #input: Record<string, unknown> = {};
  readonly #positionals: string[] = [];
  #file: string | undefined;

  constructor(operation: CommandOperation, words: readonly string[], globals: Globals, now: number) {
    this.#operation = operation;
    this.#words = [...words];
    this.#globals = globals;
    this.#now = now;
  }

  run(): Arguments {
    for (let word = this.#words.shift(); word !== undefined; word = this.#words.shift()) this.#take(word);
    if (this.#globals.help) return { input: {}, file: undefined };
    this.#placePositionals();
    this.#requireAll();
    checkArguments(this.#operation, this.#input);
    return { input: this.#input, file: this.#file };
  }

  #take(word: string): void {
    if (word === '--') return void this.#positionals.push(...this.#words.splice(0));
    if (!looksLikeFlag(word)) return void this.#positionals.push(word);
    if (!this.#isOwn(word) && takeGlobal(word, this.#words, this.#globals)) return;
    if (word.startsWith('--')) return this.#takeLong(word);
    this.#takeShorts(word.slice(1));
  }

  /** `--version` is everybody's, except where it is the version of something. */
  #isOwn(word: string): boolean {
    return this.#operation.cli.flags.some(({ long }) => `--${long}` === word);
  }

  #takeLong(word: string): void {
    const equals = word.indexOf('=');
    const name = word.slice(2, equals === -1 ? undefined : equals);
    const given = equals === -1 ? undefined : word.slice(equals + 1);
    if (name === 'file' && this.#operation.cli.fileInto !== undefined) {
      this.#file = given ?? this.#valueOf('--file');
      return;
    }
    const flag = this.#operation.cli.flags.find(({ long }) => long === name);
    if (flag !== undefined) return this.#set(flag, given, `--${name}`);
    const negated = name.startsWith('no-')
      ? this.#operation.cli.flags.find(({ long, form }) => long === name.slice(3) && form === 'flag')
      : undefined;
    if (negated === undefined || given !== undefined) throw this.#unknownFlag(`--${name}`, given);
    this.#input[negated.field] = false;
  }

  /** `-by`, `-p8`, `-p=8`. */
  #takeShorts(letters: string): void {
    const name = letters.charAt(0);
    const flag = this.#operation.cli.flags.find(({ short }) => short === name);
    if (flag === undefined) throw this.#unknownFlag(`-${name}`);
    const rest = letters.slice(1);
    if (flag.form !== 'flag')
      return this.#set(flag, rest === '' ? undefined : rest.replace(/^=/, ''), `-${name}`);
    this.#set(flag, undefined, `-${name}`);
    if (rest !== '') this.#take(`-${rest}`);
  }

  #set(flag: OperationFlag, given: string | undefined, shown: string): void {
    const value =
      flag.form === 'flag'
        ? toBoolean(given, shown)
        : convert(flag.form, given ?? this.#valueOf(shown), shown, this.#now);
    const before = this.#input[flag.field];
    if (this.#schemaOf(flag.field)?.type === 'array') {
      this.#input[flag.field] = [...((before as unknown[] | undefined) ?? []), value]; // only this line fills an array field's flag
      return;
    }
    if (before !== undefined && before !== value) throw this.#usage(`${shown} is given twice.`);
    this.#input[flag.field] = value;
  }

  #valueOf(shown: string): string {
    const value = this.#words[0];
    if (value === undefined) throw this.#usage(`${shown} needs a value.`);
    if (this.#isKnownFlag(value))
      throw this.#usage(
        `${shown} needs a value, but ${value} follows.`,
        `If ${value} is the value: ${shown}=${value}.`,
      );
    this.#words.shift();
    return value;
  }

  #isKnownFlag(word: string): boolean {
    if (!looksLikeFlag(word)) return false;
    const name = word.replace(/=.*$/s, '');
    return (
      ['--json', '--help', '--debug', '--'].includes(word) ||
      this.#operation.cli.flags.some(({ long, short }) => name === `--${long}` || word === `-${short}`)
    );
  }

  #placePositionals(): void {
    const { positionals, fileInto } = this.#operation.cli;
    if (fileInto !== undefined && this.#positionals.at(-1) === '-') this.#file = this.#positionals.pop();
    for (const field of positionals) {
      if (this.#input[field] !== undefined) continue;
      if (field === fileInto && this.#file !== undefined) continue;
      const schema = this.#schemaOf(field);
      if (schema?.type === 'array') {
        if (this.#positionals.length > 0)
          this.#input[field] = this.#positionals
            .splice(0)
            .map((text) => this.#convertPositional(field, schema.items, text));
        continue;
      }
      const text = this.#positionals.shift();
      if (text !== undefined) this.#input[field] = this.#convertPositional(field, schema, text);
    }
    const extra = this.#positionals[0];
    if (extra !== undefined)
      throw this.#usage(
        `${quote(extra)} is one argument too many.`,
        `Put a text with spaces in quotes. Usage: ${usageLine(this.#operation)}`,
      );
  }

  #convertPositional(field: string, schema: FieldSchema | undefined, text: string): unknown {
    const isNumber = schema?.type === 'integer' || schema?.type === 'number';
    const form = this.#operation.cli.flags.find((flag) => flag.field === field)?.form;
    return convert(
      form ?? (isNumber ? 'integer' : 'text'),
      text,
      argumentName(this.#operation, field),
      this.#now,
    );
  }

  #requireAll(): void {
    const { cli, input } = this.#operation;
    const missing = input.required.find(
      (field) => this.#input[field] === undefined && !(field === cli.fileInto && this.#file !== undefined),
    );
    if (missing === undefined) return;
    throw this.#usage(`\`shoal ${cli.command}\` needs ${argumentName(this.#operation, missing)}.`);
  }

  #schemaOf(field: string): FieldSchema | undefined {
    return this.#operation.input.properties[field];
  }

  #unknownFlag(shown: string, given?: string): ShoalError {
    const { cli } = this.#operation;
    if (given !== undefined && takeGlobal(shown, [], this.#globals))
      return this.#usage(`${shown} takes no value; got ${quote(given)}.`, `Write ${shown} alone.`);
    const known = [
      ...cli.flags.map(({ long }) => `--${long}`),
      ...(cli.fileInto === undefined ? [] : ['--file']),
      '--json',
      '--help',
      '--dir',
      '--debug',
    ];
    const meant = shown.startsWith('--') ? closest(shown, known) : undefined;
    const hint =
      meant === undefined
        ? `See \`shoal ${cli.command} --help\`.`
        : `Did you mean ${meant}? See \`shoal ${cli.command} --help\`.`;
    return new ShoalError('USAGE', `\`shoal ${cli.command}\` has no flag ${quote(shown).slice(1, -1)}.`, {
      hint,
    });
  }

  #usage(message: string, hint = `Usage: ${usageLine(this.#operation)}`): ShoalError {
    return new ShoalError('USAGE', message, { hint });
  }
}

/** `-5` is a number, `-` is standard input, `- buy milk` is a text. */
function looksLikeFlag(word: string): boolean {
  return word.length > 1 && word.startsWith('-') && !/^-(\d|\.\d|\s)/.test(word);
}

function toBoolean(given: string | undefined, shown: string): boolean {
  if (given === undefined || given === 'true' || given === '1') return true;
  if (given === 'false' || given === '0') return false;
  throw new ShoalError('USAGE', `${shown} is a switch; got ${quote(given)}.`, {
    hint: `Allowed: ${shown}, ${shown}=false.`,
  });
}
