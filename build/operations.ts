// Contracts as the plain data that src/operations/manifest.ts describes.
import type { z } from 'zod';
import * as contracts from '../src/operations/contracts/index.ts';
import type { CliFlag, CliSpec, Contract, TextForm } from '../src/operations/define.ts';
import type { FieldSchema, ObjectSchema } from '../src/operations/schema.ts';
import { inputSchema } from './schema-subset.ts';

export interface Described {
  /** Export of contracts/index.ts. */
  readonly key: string;
  readonly noun: string;
  /** Export of handlers/NOUN.ts. */
  readonly handler: string;
  readonly contract: Contract;
  readonly input: ObjectSchema;
  readonly cli: ResolvedCli | undefined;
}

type ResolvedCli = Omit<CliSpec, 'flags'> & {
  readonly aliases: readonly string[];
  readonly positionals: readonly string[];
  readonly flags: readonly ResolvedFlag[];
};
type ResolvedFlag = CliFlag & { readonly long: string; readonly form: TextForm };

export function describeAll(): readonly Described[] {
  const all = Object.entries<unknown>(contracts).filter(isContract).map(describe);
  refuseDuplicates(all.map(({ contract }) => contract.name));
  refuseDuplicates(all.flatMap(({ cli }) => (cli === undefined ? [] : [cli.command, ...cli.aliases])));
  return all.sort((a, b) => (a.contract.name < b.contract.name ? -1 : 1));
}

function isContract(entry: [string, unknown]): entry is [string, Contract] {
  const [, value] = entry;
  return (
    typeof value === 'object' &&
    value !== null &&
    'name' in value &&
    'input' in value &&
    'output' in value &&
    'access' in value
  );
}

function describe([key, contract]: [string, Contract]): Described {
  const [noun = '', verb = '', ...rest] = contract.name.split('.');
  if (verb === '' || rest.length > 0) throw new Error(`${contract.name}: a name is noun.verb`);
  const input = inputSchema(contract.name, contract.input as z.ZodType);
  return {
    key,
    noun,
    handler: camelCase(verb),
    contract,
    input,
    cli: contract.cli && resolveCli(contract.name, contract.cli, input),
  };
}

function resolveCli(operation: string, cli: CliSpec, input: ObjectSchema): ResolvedCli {
  const { flags = [], positionals = [], aliases = [], ...rest } = cli;
  const known = Object.keys(input.properties);
  for (const field of [
    ...positionals,
    ...flags.map((flag) => flag.field),
    ...(cli.fileInto === undefined ? [] : [cli.fileInto]),
  ]) {
    if (!known.includes(field))
      throw new Error(`${operation}: the command line fills ${field}, which is no input field`);
  }
  if (cli.examples.length === 0) throw new Error(`${operation}: at least one example`);
  const fields = known.filter(
    (field) =>
      field !== cli.fileInto && (!positionals.includes(field) || flags.some((flag) => flag.field === field)),
  );
  const resolved = fields.map((field) =>
    resolveFlag(flags.find((flag) => flag.field === field) ?? { field }, input, operation),
  );
  refuseDuplicates(
    resolved.flatMap(({ long, short }) => (short === undefined ? [`--${long}`] : [`--${long}`, `-${short}`])),
    operation,
  );
  return { ...rest, aliases, positionals, flags: resolved };
}

function resolveFlag(flag: CliFlag, input: ObjectSchema, operation: string): ResolvedFlag {
  const schema = input.properties[flag.field];
  if (schema === undefined) throw new Error(`${operation}: no field ${flag.field}`);
  const isDuration = flag.form === 'duration' || (flag.form === undefined && flag.field.endsWith('Ms'));
  const long = flag.long ?? kebabCase(isDuration ? flag.field.replace(/Ms$/, '') : flag.field);
  return { ...flag, long, form: flag.form ?? (isDuration ? 'duration' : formOf(schema)) };
}

function formOf(schema: FieldSchema): TextForm {
  switch (schema.type) {
    case 'boolean':
      return 'flag';
    case 'integer':
    case 'number':
      return 'integer';
    case 'array':
      return formOf(schema.items);
    case 'object':
    case undefined:
      return 'json';
    case 'string':
      return 'text';
    default:
      return schema satisfies never;
  }
}

function refuseDuplicates(names: readonly string[], where = 'operations'): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Error(`${where}: ${twice} is there twice`);
}

function camelCase(text: string): string {
  return text.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function kebabCase(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
