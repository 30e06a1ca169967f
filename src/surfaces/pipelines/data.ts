/** What a YAML file holds, before anything is known of it. */
export type YamlMap = Readonly<Record<string, unknown>>;
export type YamlList = readonly unknown[];

export function isMap(value: unknown): value is YamlMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function listIn(value: unknown): YamlList {
  return Array.isArray(value) ? (value as YamlList) : [];
}
