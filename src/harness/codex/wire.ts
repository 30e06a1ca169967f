/*
 * The lines of `codex app-server`: JSON-RPC without the version field. What comes from it is read field by field, for a
 * newer Codex may leave out or rename any of them; nothing here throws.
 */

export type Fields = Readonly<Record<string, unknown>>;
export type RpcId = number | string;

export type Message =
  | { readonly kind: 'answer'; readonly id: RpcId; readonly result: Fields; readonly error: RpcError | null }
  | { readonly kind: 'request'; readonly id: RpcId; readonly method: string; readonly params: Fields }
  | {
      readonly kind: 'notification';
      readonly method: string;
      readonly params: Fields;
      /** Epoch ms at which Codex sent it: the only clock a driver has. */
      readonly at: number | null;
    };

export interface RpcError {
  readonly code: number;
  readonly message: string;
}

/** null for what is no message. */
export function parseMessage(line: string): Message | null {
  const value = parsed(line);
  if (!isFields(value)) return null;
  const { id, method } = value;
  const params = fieldsAt(value, 'params');
  if (typeof method === 'string') {
    if (isRpcId(id)) return { kind: 'request', id, method, params };
    return { kind: 'notification', method, params, at: numberAt(value, 'emittedAtMs') };
  }
  if (!isRpcId(id) || !('result' in value || 'error' in value)) return null;
  const error = value['error'];
  return {
    kind: 'answer',
    id,
    result: fieldsAt(value, 'result'),
    error: isFields(error) ? toError(error) : null,
  };
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Empty when there is no such object. */
export function fieldsAt(fields: Fields, key: string): Fields {
  const value = fields[key];
  return isFields(value) ? value : {};
}

export function textAt(fields: Fields, key: string): string | null {
  const value = fields[key];
  return typeof value === 'string' ? value : null;
}

export function numberAt(fields: Fields, key: string): number | null {
  const value = fields[key];
  return typeof value === 'number' ? value : null;
}

/** The objects of a list; others in it are passed over. */
export function listAt(fields: Fields, key: string): readonly Fields[] {
  const value = fields[key];
  return Array.isArray(value) ? value.filter(isFields) : [];
}

export function textsAt(fields: Fields, key: string): readonly string[] {
  const value = fields[key];
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

function isRpcId(id: unknown): id is RpcId {
  return typeof id === 'number' || typeof id === 'string';
}

function toError(error: Fields): RpcError {
  return { code: numberAt(error, 'code') ?? 0, message: textAt(error, 'message') ?? JSON.stringify(error) };
}
