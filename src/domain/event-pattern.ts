/** A type of event, dotted: `deploy.done`. */
export const eventType = /^[a-z0-9][a-z0-9_-]*(\.[a-z0-9][a-z0-9_-]*)*$/;
/** `*`, a type, or the first words of one: `task.*`. */
export const eventPattern = /^(\*|[a-z0-9][a-z0-9_-]*(\.[a-z0-9][a-z0-9_-]*)*(\.\*)?)$/;

/** Whether any pattern names the type: `task.*` is every type below `task`, `*` every type. */
export function matchesAny(type: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => {
    if (pattern === '*' || pattern === type) return true;
    return pattern.endsWith('.*') && type.startsWith(pattern.slice(0, -1));
  });
}
