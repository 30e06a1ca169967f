import type { ConfigChange } from '../../operations/ports.ts';
import { isMap, listIn, type YamlMap } from './data.ts';

/** Changes by which everything that names an agent names it by its new id. */
export function referencesTo(data: unknown, id: string, renamed: string): readonly ConfigChange[] {
  return [
    ...entryChange(data, id, renamed),
    ...agentsIn(data).flatMap(({ agent, path }) => [
      ...handoffsOf(agent).flatMap(({ to, at }) =>
        renamedIn(to, id, renamed, [...path, 'handoffs', at, 'to']),
      ),
      ...renamedIn(listIn(agent['participants']), id, renamed, [...path, 'participants']),
      ...['summary_agent', 'extends'].flatMap((key) =>
        agent[key] === id ? [{ path: [...path, key], value: renamed }] : [],
      ),
    ]),
  ];
}

/** Changes by which nobody hands over to an agent, or speaks with it; the last of a list first, so that numbers hold. */
export function withoutAgent(data: unknown, id: string): readonly ConfigChange[] {
  return [
    ...entryChange(data, id, undefined),
    ...agentsIn(data)
      .filter(({ agent }) => agent['id'] !== id)
      .flatMap(({ agent, path }) => [
        ...handoffsOf(agent)
          .toReversed()
          .flatMap(({ to, at }) => withoutTarget(to, id, [...path, 'handoffs', at])),
        ...itemsThat(agent['participants'], id).map((at) => ({
          path: [...path, 'participants', at],
          value: undefined,
        })),
        ...(agent['summary_agent'] === id ? [{ path: [...path, 'summary_agent'], value: undefined }] : []),
      ]),
  ];
}

function agentsIn(data: unknown): readonly { readonly agent: YamlMap; readonly path: readonly string[] }[] {
  const top = Array.isArray(data) ? [] : ['agents'];
  const agents = listIn(Array.isArray(data) ? data : isMap(data) ? data['agents'] : []);
  return agents.flatMap((agent, index) => (isMap(agent) ? [{ agent, path: [...top, String(index)] }] : []));
}

function handoffsOf(agent: YamlMap): readonly { readonly to: unknown; readonly at: string }[] {
  return listIn(agent['handoffs']).flatMap((handoff, index) =>
    isMap(handoff) ? [{ to: handoff['to'], at: String(index) }] : [],
  );
}

function entryChange(data: unknown, id: string, value: string | undefined): readonly ConfigChange[] {
  const isEntry = isMap(data) && data['entry_point'] === id && id !== 'first' && id !== 'auto';
  return isEntry ? [{ path: ['entry_point'], value }] : [];
}

/** Of one id, of several with commas between, or of a list. */
function renamedIn(
  to: unknown,
  id: string,
  renamed: string,
  path: readonly string[],
): readonly ConfigChange[] {
  if (typeof to === 'string') {
    const value = to
      .split(',')
      .map((one) => (one.trim() === id ? one.replace(id, () => renamed) : one))
      .join(',');
    return value === to ? [] : [{ path, value }];
  }
  return itemsThat(to, id).map((at) => ({ path: [...path, at], value: renamed }));
}

function withoutTarget(to: unknown, id: string, path: readonly string[]): readonly ConfigChange[] {
  if (typeof to === 'string') {
    const all = to.split(',').map((one) => one.trim());
    const rest = all.filter((one) => one !== id);
    if (rest.length === all.length) return [];
    return rest.length === 0
      ? [{ path, value: undefined }]
      : [{ path: [...path, 'to'], value: rest.join(', ') }];
  }
  const found = itemsThat(to, id);
  if (found.length > 0 && found.length === listIn(to).length) return [{ path, value: undefined }];
  return found.map((at) => ({ path: [...path, 'to', at], value: undefined }));
}

/** Numbers of the items that are the id; the last first. */
function itemsThat(list: unknown, id: string): readonly string[] {
  return listIn(list)
    .flatMap((item, index) => (item === id ? [String(index)] : []))
    .toReversed();
}
