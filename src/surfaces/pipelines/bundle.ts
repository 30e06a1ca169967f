import type { PipelineEdit } from '../../operations/ports.ts';
import { changePipeline } from './change.ts';
import { isMap, listIn, type YamlMap } from './data.ts';
import { load, type PipelineFiles } from './load.ts';

/**
 * The text of a sound pipeline that needs no other file: its own as it is, then the agents of what it imports, and their
 * parameters. Those that were not asked for are abstract: others may extend them.
 */
export function bundled(file: string, files: PipelineFiles): string {
  const loaded = load(file, files, []);
  const main = loaded.at(-1);
  const imported = loaded.slice(0, -1);
  const own = new Set(Object.keys(paramsOf(main?.data)));
  // Of two that declare the same, the later one counts, as it does when they are imported.
  const params = Object.assign({}, ...imported.map(({ data }) => paramsOf(data))) as YamlMap;
  const edits: readonly PipelineEdit[] = [
    { do: 'unset', path: ['imports'] },
    ...Object.entries(params)
      .filter(([name]) => !own.has(name))
      .map(([name, value]) => ({ do: 'set', path: ['params', name], value }) as const),
    ...imported.flatMap(({ data, only }) =>
      agentsOf(data).map((agent) => ({ do: 'add', path: ['agents'], value: asChosen(agent, only) }) as const),
    ),
  ];
  return changePipeline(files.read(file) ?? '', edits);
}

function paramsOf(data: unknown): YamlMap {
  const params = isMap(data) ? data['params'] : null;
  return isMap(params) ? params : {};
}

function agentsOf(data: unknown): readonly YamlMap[] {
  return listIn(isMap(data) ? data['agents'] : data).filter(isMap);
}

function asChosen(agent: YamlMap, only: readonly string[] | null): YamlMap {
  return only === null || only.includes(String(agent['id'])) ? agent : { ...agent, abstract: true };
}
