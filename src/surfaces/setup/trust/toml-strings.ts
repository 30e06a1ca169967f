/**
 * The string values of a TOML file by their dotted path, as far as they stand in plain tables: `[a."b c"]`, `key = "value"`.
 * Enough to look something up; what it cannot read is simply not there.
 */
export function tomlStrings(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  let table = '';
  for (const line of text.split(/\r?\n/)) {
    const header = /^\s*\[([^[].*)\]\s*(?:#.*)?$/.exec(line)?.[1];
    if (header !== undefined) table = dotted(header);
    const [, key, value] =
      /^\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=\s*("(?:[^"\\]|\\.)*"|'[^']*')\s*(?:#.*)?$/.exec(
        line,
      ) ?? [];
    if (key !== undefined && value !== undefined)
      found.set([table, dotted(key)].filter((part) => part !== '').join('.'), unquoted(value));
  }
  return found;
}

function dotted(key: string): string {
  const parts = key.match(/"(?:[^"\\]|\\.)*"|'[^']*'|[\w-]+/g) ?? [];
  return parts.map(unquoted).join('.');
}

/** TOML's basic strings escape as JSON's do, but for two escapes that no path holds. */
function unquoted(text: string): string {
  if (text.startsWith("'")) return text.slice(1, -1);
  if (!text.startsWith('"')) return text;
  try {
    return String(JSON.parse(text));
  } catch {
    return text.slice(1, -1);
  }
}
