// The HTTP client's declarations for the package: the types of the library, written out, so that they need no other package.
import { z } from 'zod';
import { errorCodes } from '../src/domain/errors.ts';
import { logList } from '../src/operations/contracts/log.ts';
import { type Described, describeAll } from './operations.ts';

interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

export function clientTypes(): string {
  const [eventObject] = jsonSchema(logList.output).anyOf ?? [];
  if (eventObject === undefined) throw new Error('log.list gives one event or a list of them');
  return [
    `export type ErrorCode = ${Object.keys(errorCodes).map(quoted).join(' | ')};`,
    '',
    FIXED,
    `export type EventObject = ${typeOf(eventObject, '')};`,
    '',
    'export interface Operations {',
    ...nouns(describeAll()),
    '}',
    '',
  ].join('\n');
}

const FIXED = `export declare class ShoalError extends Error {
  readonly code: ErrorCode;
  /** What to do next. */
  readonly hint: string | undefined;
  readonly details: Readonly<Record<string, unknown>> | undefined;
}

export interface ShoalClientOptions {
  /** Address of the daemon: \`http://127.0.0.1:8000\`. */
  readonly url: string;
  readonly token: string;
  /** Default: the platform's. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** Ends every call and stream. */
  readonly signal?: AbortSignal;
  /** Tries commands again that met no daemon, at most so often; a key makes sure that each is done once. Default: 0 */
  readonly retries?: number;
}

export interface EventsOptions {
  /** Go on after this seq. Default: from now on. */
  readonly after?: number;
  /** Only these: \`task.done\`, \`task.*\`. */
  readonly types?: readonly string[];
  readonly task?: string;
  readonly agent?: string;
  readonly signal?: AbortSignal;
}

export interface ShoalClient extends Operations {
  /** The log as it grows, across lost connections. */
  events(options?: EventsOptions): AsyncIterable<EventObject>;
}

/** Every method throws a ShoalError with a code and a hint when it is refused. */
export declare function createShoalClient(options: ShoalClientOptions): ShoalClient;
`;

function nouns(operations: readonly Described[]): string[] {
  const all = [...new Set(operations.map(({ noun }) => noun))];
  return all.flatMap((noun) => [
    `  readonly ${noun}: {`,
    ...operations.filter((one) => one.noun === noun).map(method),
    '  };',
  ]);
}

function method({ contract, handler }: Described): string {
  const input = jsonSchema(contract.input, 'input');
  const isOptional = (input.required ?? []).length === 0;
  const output = typeOf(jsonSchema(contract.output), '    ');
  const answer = contract.kind === 'stream' ? `AsyncIterable<${output}>` : `Promise<${output}>`;
  return `    /** ${contract.summary}. */\n    ${handler}(input${isOptional ? '?' : ''}: ${typeOf(input, '    ')}): ${answer};`;
}

function jsonSchema(type: z.ZodType, io: 'input' | 'output' = 'output'): Schema {
  return z.toJSONSchema(type, { unrepresentable: 'any', io }) as Schema; // the part of JSON Schema that is read here
}

function typeOf(schema: Schema, indent: string): string {
  const options = schema.anyOf ?? schema.oneOf;
  if (options !== undefined) return [...new Set(options.map((one) => typeOf(one, indent)))].join(' | ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((one) => JSON.stringify(one)).join(' | ');
  const { type } = schema;
  if (typeof type === 'object')
    return type.map((one) => typeOf({ ...schema, type: one }, indent)).join(' | ');
  switch (type) {
    case 'string':
    case 'boolean':
    case 'null':
      return type;
    case 'integer':
    case 'number':
      return 'number';
    case 'array':
      return `(${typeOf(schema.items ?? {}, indent)})[]`;
    case 'object':
      return objectOf(schema, indent);
    default:
      return 'unknown';
  }
}

function objectOf({ properties, required = [], additionalProperties }: Schema, indent: string): string {
  if (properties === undefined)
    return `{ [key: string]: ${typeof additionalProperties === 'object' ? typeOf(additionalProperties, indent) : 'unknown'} }`;
  const fields = Object.entries(properties).map(([name, field]) => {
    const said =
      field.description === undefined
        ? ''
        : `${indent}  /** ${field.description.replaceAll('*/', '* /')} */\n`;
    const mark = required.includes(name) ? '' : '?';
    return `${said}${indent}  ${/^\w+$/.test(name) ? name : quoted(name)}${mark}: ${typeOf(field, `${indent}  `)};`;
  });
  return fields.length === 0 ? 'Record<string, never>' : `{\n${fields.join('\n')}\n${indent}}`;
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
