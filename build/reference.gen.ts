// Makes docs/reference/: one page per group of commands, and the list of errors and exit codes.
import { z } from 'zod';
import { errorCodes } from '../src/domain/errors.ts';
import type { Operation } from '../src/operations/manifest.ts';
import { describeArgument, placeholder, usageLine } from '../src/surfaces/cli/usage.ts';
import { agentRow } from '../src/operations/contracts/agent.ts';
import { lockList } from '../src/operations/contracts/lock.ts';
import { request } from '../src/operations/contracts/request/request-object.ts';
import { task } from '../src/operations/contracts/task/task-object.ts';
import { type Described, describeAll } from './operations.ts';

/** Objects that many commands answer with: described once. */
const OBJECTS = { task, agent: agentRow, lock: lockList.output.element, request };

const GROUPS = {
  start: 'Start',
  work: 'Work',
  talk: 'Talk',
  watch: 'Watch',
  manage: 'Manage',
  plumbing: 'Plumbing',
} as const;
const BANNER = '<!-- Made by build/reference.gen.ts: change the contracts, then `npm run gen`. -->\n';

type Command = Described & { readonly cli: NonNullable<Described['cli']> };

export default function generate(): Record<string, string> {
  const commands = describeAll().filter((operation): operation is Command => operation.cli !== undefined);
  const pages = Object.entries(GROUPS).flatMap(([group, title]) => {
    const members = commands
      .filter(({ cli }) => cli.group === group)
      .sort((a, b) => (a.cli.command < b.cli.command ? -1 : 1));
    return members.length === 0 ? [] : [[`docs/reference/${group}.md`, page(title, members)] as const];
  });
  return {
    ...Object.fromEntries(pages),
    'docs/reference/README.md': index(commands),
    'docs/reference/errors.md': errors(),
    'docs/reference/objects.md': objects(),
  };
}

function index(commands: readonly Command[]): string {
  const rows = commands.map(({ contract, cli }) => [
    `[\`${cli.command}\`](${cli.group}.md#${anchor(cli.command)})`,
    contract.summary,
    contract.mcp === undefined ? '' : `\`${contract.name.replace(/[.-]/g, '_')}\``,
  ]);
  return `${BANNER}
# Reference

Every command takes \`--json\` (or \`SHOAL_JSON=1\`): exactly one JSON document on standard output, one per line for streams. \`-C DIR\` runs it elsewhere, \`--help\` explains it anywhere. What goes wrong is in [errors](errors.md), every limit and default in [settings](settings.md).

${table(
  ['Command', 'What it does', 'MCP tool'],
  rows.sort((a, b) => ((a[0] ?? '') < (b[0] ?? '') ? -1 : 1)),
)}
`;
}

function page(title: string, commands: readonly Command[]): string {
  return `${BANNER}\n# ${title}\n\n${commands.map(section).join('\n')}`;
}

function section(command: Command): string {
  const { contract, cli } = command;
  const aliases =
    cli.aliases.length === 0 ? '' : ` Also: ${cli.aliases.map((alias) => `\`${alias}\``).join(', ')}.`;
  const parts = [
    `## ${cli.command}`,
    `${contract.summary}.${aliases}`,
    fenced('', usageLine(asOperation(command))),
    argumentRows(command),
    fenced('sh', cli.examples.map(([line, what]) => `${line}  # ${what}`).join('\n')),
    `**JSON**: ${jsonOf(contract.kind, toSchema(contract.output))}`,
    errorsOf(command),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** A usage line needs only what the manifest has too. */
function asOperation({ contract, input, cli }: Command): Operation {
  return { ...contract, input, cli } as unknown as Operation;
}

function argumentRows(command: Command): string {
  const { cli } = command;
  const describe = (field: string) => escaped(describeArgument(command, field));
  const positionals = cli.positionals.map((field) => [`\`${field.toUpperCase()}\``, describe(field)]);
  const flags = cli.flags
    .filter(({ field }) => !cli.positionals.includes(field))
    .map((flag) => {
      const short = flag.short === undefined ? '' : `\`-${flag.short}\`, `;
      const value = flag.form === 'flag' ? '' : ` ${placeholder(flag)}`;
      return [`${short}\`--${flag.long}${value}\``.replaceAll('|', '\\|'), describe(flag.field)];
    });
  const file =
    cli.fileInto === undefined
      ? []
      : [['`--file PATH`', `${describe(cli.fileInto)}; \`-\` is standard input`]];
  const rows = [...positionals, ...flags, ...file];
  return rows.length === 0 ? '' : table(['Argument', 'Meaning'], rows);
}

interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
}

function toSchema(type: z.ZodType): Schema {
  return z.toJSONSchema(type, { unrepresentable: 'any' }) as Schema; // the part of JSON Schema that is read here
}

function objects(): string {
  const sections = Object.entries(OBJECTS).map(([name, type]) => {
    const rows = Object.entries(toSchema(type).properties ?? {}).map(([field, schema]) => [
      `\`${field}\``,
      typeOf(schema),
      escaped(schema.description ?? ''),
    ]);
    return `## ${name}\n\n${table(['Field', 'Type', 'Meaning'], rows)}\n`;
  });
  return `${BANNER}\n# Objects\n\nThe same on every surface: flat, camelCase, times as ISO 8601 UTC.\n\n${sections.join('\n')}`;
}

function typeOf(schema: Schema): string {
  if (schema.enum !== undefined) return schema.enum.join(', ');
  if (schema.anyOf !== undefined) return schema.anyOf.map(typeOf).join(' or ');
  if (schema.type === 'array') return `list of ${typeOf(schema.items ?? {})}`;
  return [schema.type ?? 'any JSON'].flat().join(' or ');
}

/** What the answer is, and its fields. */
function jsonOf(kind: string, schema: Schema): string {
  const each = kind === 'stream' ? 'one document per line: ' : '';
  const options = schema.anyOf ?? [schema];
  return `${each}${options.map((option) => answer(option)).join('; or ')}`;
}

function answer(schema: Schema): string {
  const known = Object.entries(OBJECTS).find(
    ([, type]) => fieldsOf(toSchema(type)) === fieldsOf(schema),
  )?.[0];
  if (known !== undefined && schema.type === 'object') return `[${known}](objects.md#${known})`;
  if (schema.type === 'null') return '`null`';
  if (schema.type === 'array' && schema.items !== undefined)
    return `a list of ${(schema.items.anyOf ?? [schema.items]).map((item) => answer(item)).join(' or ')}`;
  if (schema.properties === undefined)
    return schema.type === undefined ? 'any JSON' : `a ${[schema.type].flat().join(' or ')}`;
  const fields = Object.entries(schema.properties).map(([name, field]) => {
    const words = field.enum === undefined ? '' : ` (${field.enum.join(', ')})`;
    return `\`${name}\`${words}`;
  });
  return `an object with ${fields.join(', ')}`;
}

function fieldsOf({ properties }: Schema): string {
  return Object.keys(properties ?? {}).join();
}

function errorsOf({ contract, cli }: Command): string {
  const codes = contract.errors.map((code) => `\`${code}\` (${errorCodes[code].exit})`);
  const empty =
    cli.exitWhenEmpty === undefined ? '' : ` Exit code ${cli.exitWhenEmpty} when there is nothing.`;
  const unhealthy =
    cli.exitWhenFalse === undefined ? '' : ` Exit code 1 when \`${cli.exitWhenFalse}\` is false.`;
  const pending =
    cli.exitWhenPending === undefined ? '' : ` Exit code 5 when \`${cli.exitWhenPending}\` is true.`;
  return `${codes.length === 0 ? '' : `**Errors** (exit code): ${codes.join(', ')}.`}${empty}${unhealthy}${pending}`.trim();
}

const EXIT_CODES = [
  ['0', 'it worked'],
  ['1', 'an error'],
  ['2', 'the command line or a value is wrong'],
  ['3', 'nothing to do'],
  ['4', 'conflict: locked, taken, stale'],
  ['5', 'waits for a person'],
  ['6', 'not allowed, or not joined'],
  ['7', 'timed out'],
  ['75', 'try again later'],
  ['130', 'interrupted'],
] as const;

function errors(): string {
  const codes = Object.entries(errorCodes).map(([code, { exit, http, rpc }]) => [
    `\`${code}\``,
    String(exit),
    String(http),
    String(rpc),
  ]);
  return `${BANNER}
# Errors and exit codes

An error is two lines on standard error: what happened, and what to do. With \`--json\` it is \`{"error":{"code","message","hint","details"}}\` on standard output; \`NOTHING_TO_DO\` is \`null\`.

${table(['Exit code', 'Meaning'], EXIT_CODES)}

${table(['Code', 'Exit', 'HTTP', 'JSON-RPC'], codes)}
`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function escaped(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}

function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}

function anchor(command: string): string {
  return command.replaceAll(' ', '-');
}
