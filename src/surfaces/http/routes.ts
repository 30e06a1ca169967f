import type { Operation } from '../../operations/manifest.ts';

/*
 * How an operation becomes a route. `noun.verb` is served twice:
 *
 * - uniform: /v1/NOUNS/VERB, everything in the query (GET) or the body (POST);
 * - resource: the same without the verbs that a method says already (`list`, `ps`, `show`, `add`), and with the one thing that it
 *   is about in the path: GET /v1/tasks/t42, POST /v1/tasks/t42/cancel.
 *
 * Queries and streams answer GET, and POST with a body; commands answer POST alone.
 */
export interface Route {
  readonly operation: Operation;
  readonly uniform: string;
  readonly resource: string;
  /** Input field that the resource path holds, if any. */
  readonly field: string | undefined;
  /** The main one; a query and a stream answer POST too. */
  readonly method: 'GET' | 'POST';
}

/** There is one of each, or they cannot be counted. */
const UNCOUNTED: ReadonlySet<string> = new Set([
  'config',
  'leader',
  'log',
  'memory',
  'spawn',
  'usage',
  'workspace',
]);

/** Verbs that the method and the path say already. */
const SILENT: ReadonlySet<string> = new Set(['list', 'ps', 'show', 'add']);

export interface ServedAt {
  readonly route: Route;
  readonly method: 'GET' | 'POST';
  readonly path: string;
}

/** Every method and path of every operation; those without a name in them first: `GET /v1/tasks/ready` is no task called `ready`. */
export function servedAt(routes: readonly Route[]): readonly ServedAt[] {
  const served = new Map<string, ServedAt>();
  const add = (route: Route, method: 'GET' | 'POST', path: string) => {
    const key = `${method} ${path}`;
    if (!served.has(key)) served.set(key, { route, method, path });
  };
  // The main ones first: GET and POST of one path may be two operations, list and add.
  for (const route of routes) add(route, route.method, route.resource);
  for (const route of routes) {
    for (const path of [route.uniform, namedPath(route), route.resource]) {
      add(route, 'POST', path);
      if (route.method === 'GET') add(route, 'GET', path);
    }
  }
  return [...served.values()].toSorted((a, b) => Number(a.path.includes('{')) - Number(b.path.includes('{')));
}

/** `/v1/tasks/done` is served as `/v1/tasks/{id}/done` too. */
function namedPath({ field, resource, uniform }: Route): string {
  if (field === undefined || resource.includes('{')) return resource;
  const cut = uniform.lastIndexOf('/');
  return `${uniform.slice(0, cut)}/{${field}}${uniform.slice(cut)}`;
}

export function routesOf(operations: readonly Operation[]): readonly Route[] {
  return operations.map(routeOf);
}

function routeOf(operation: Operation): Route {
  const [noun = '', verb = ''] = operation.name.split('.');
  const collection = `/v1/${collectionOf(noun)}`;
  const field = resourceField(operation);
  const isInPath = field !== undefined && (verb === 'show' || operation.input.required.includes(field));
  return {
    operation,
    uniform: `${collection}/${verb}`,
    resource: [collection, ...(isInPath ? [`{${field}}`] : []), ...(SILENT.has(verb) ? [] : [verb])].join(
      '/',
    ),
    field,
    method: operation.kind === 'command' ? 'POST' : 'GET',
  };
}

/** `task` → `tasks`, `harness` → `harnesses`, `policy` → `policies`, `memory` stays. */
function collectionOf(noun: string): string {
  if (UNCOUNTED.has(noun)) return noun;
  if (noun.endsWith('y')) return `${noun.slice(0, -1)}ies`;
  return /(?:s|x|ch)$/.test(noun) ? `${noun}es` : `${noun}s`;
}

/** The thing that the operation is about: its `id`, or the name that its command line begins with. */
function resourceField({ name, input, cli }: Operation): string | undefined {
  if (input.properties['id']?.type === 'string') return 'id';
  const [first = ''] = cli?.positionals ?? [];
  const [noun = ''] = name.split('.');
  const isName = !UNCOUNTED.has(noun) && (first === 'name' || first === noun);
  return isName && input.properties[first]?.type === 'string' ? first : undefined;
}
