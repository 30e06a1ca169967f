import type { Operation, OperationFlag } from '../../operations/manifest.ts';

/** `shoal add TITLE [-p 1-10] [-t TAG]…`. */
export function usageLine(operation: Operation): string {
  const { cli } = operation;
  if (cli === undefined) return `(${operation.name} has no command)`;
  const positionals = cli.positionals.map((field) => shownPositional(operation, field));
  const flags = cli.flags
    .filter(({ field }) => !cli.positionals.includes(field))
    .map((flag) => shownFlag(operation, flag));
  const file = cli.fileInto === undefined ? [] : ['[--file PATH|-]'];
  return ['shoal', cli.command, ...positionals, ...flags, ...file].join(' ');
}

function shownPositional(operation: Operation, field: string): string {
  const { input } = operation;
  const name = `${argumentName(operation, field)}${input.properties[field]?.type === 'array' ? '…' : ''}`;
  return input.required.includes(field) ? name : `[${name}]`;
}

/** What a field is called on a command line: `TITLE`, `--wait`. */
export function argumentName({ cli }: Pick<Operation, 'cli'>, field: string): string {
  const flag = cli?.flags.find((one) => one.field === field);
  const isPositional = flag === undefined || cli?.positionals.includes(field) === true;
  return isPositional ? field.replace(/[A-Z]/g, (letter) => `-${letter}`).toUpperCase() : `--${flag.long}`;
}

function shownFlag({ input }: Operation, flag: OperationFlag): string {
  const name = flag.short === undefined ? `--${flag.long}` : `-${flag.short}`;
  const text = flag.form === 'flag' ? name : `${name} ${placeholder(flag)}`;
  if (input.required.includes(flag.field)) return text;
  return `[${text}]${input.properties[flag.field]?.type === 'array' ? '…' : ''}`;
}

/** What stands for the flag's value in help. */
export function placeholder(flag: OperationFlag): string {
  return (
    flag.value ??
    {
      text: 'TEXT',
      duration: '30m',
      priority: '1-10',
      instant: 'TIME',
      past: 'TIME',
      json: 'JSON',
      integer: 'N',
      flag: '',
    }[flag.form]
  );
}

/** A field's description as a command line sees it: units are what the argument's form says. */
export function describeArgument({ input, cli }: Pick<Operation, 'input' | 'cli'>, field: string): string {
  const schema = input.properties[field];
  const description = schema?.description ?? '';
  const form = cli?.flags.find((flag) => flag.field === field)?.form;
  if (form === 'duration') return description.replace(/, ms\b/, '');
  if (form === 'instant') return description.replace(/, epoch ms\b/, ': 2026-01-31T09:00Z, or 2h from now');
  if (form === 'past')
    return description.replace(/, epoch ms\b/, ': 2026-01-31T09:00Z, or 2h: two hours ago');
  if (schema?.type === 'string' && schema.enum !== undefined)
    return `${description} (${schema.enum.join(', ')})`;
  return schema?.type === 'array' ? `${description} (repeatable)` : description;
}
