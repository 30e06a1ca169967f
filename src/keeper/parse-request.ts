import { constants } from 'node:os';
import { ShoalError } from '../domain/errors.ts';
import type { KeeperRequest } from './protocol.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What came on one line, with the number that its answer must have. Throws for what cannot be answered. */
export interface Numbered {
  readonly id: number;
  readonly fields: Fields;
}

export function parseLine(line: string): Numbered {
  const fields = parseObject(line);
  return { id: count(fields, 'id'), fields };
}

/** Throws INVALID_INPUT for anything that is no request. */
export function parseRequest({ id, fields }: Numbered): KeeperRequest {
  switch (fields['call']) {
    case 'hello':
      return { id, call: 'hello', version: text(fields, 'version'), protocol: count(fields, 'protocol') };
    case 'spawn':
      return { id, call: 'spawn', child: text(fields, 'child'), ...parseProgram(fields) };
    case 'list':
      return { id, call: 'list' };
    case 'attach':
      return { id, call: 'attach', child: text(fields, 'child'), from: count(fields, 'from') };
    case 'write':
      return {
        id,
        call: 'write',
        child: text(fields, 'child'),
        offset: count(fields, 'offset'),
        data: text(fields, 'data'),
      };
    case 'detach':
    case 'endInput':
    case 'forget':
      return { id, call: fields['call'], child: text(fields, 'child') };
    case 'ack':
      return { id, call: 'ack', child: text(fields, 'child'), offset: count(fields, 'offset') };
    case 'signal':
      return { id, call: 'signal', child: text(fields, 'child'), signal: text(fields, 'signal') };
    case 'stop':
      return { id, call: 'stop', kill: fields['kill'] === true };
    default:
      throw wrong('call', fields['call']);
  }
}

export function parseSignal(name: string): NodeJS.Signals {
  if (Object.hasOwn(constants.signals, name)) return name as NodeJS.Signals; // one of the system's own names
  throw wrong('signal', name);
}

function parseProgram(fields: Fields): { argv: string[]; cwd: string; env: Record<string, string> } {
  const { argv, env } = fields;
  if (!Array.isArray(argv) || argv.length === 0 || !argv.every((word) => typeof word === 'string'))
    throw wrong('argv', argv);
  if (typeof env !== 'object' || env === null || !isTextMap(env)) throw wrong('env', env);
  return { argv, cwd: text(fields, 'cwd'), env };
}

function isTextMap(value: object): value is Record<string, string> {
  return Object.values(value).every((one) => typeof one === 'string');
}

function parseObject(line: string): Fields {
  const value: unknown = JSON.parse(line);
  if (typeof value !== 'object' || value === null) throw wrong('request', value);
  return value as Fields; // its fields are looked at one by one
}

function text(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value === 'string') return value;
  throw wrong(name, value);
}

function count(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw wrong(name, value);
}

function wrong(name: string, value: unknown): ShoalError {
  const shown = (JSON.stringify(value) ?? 'nothing').slice(0, 80);
  return new ShoalError('INVALID_INPUT', `The keeper was given ${shown} as ${name}.`);
}
