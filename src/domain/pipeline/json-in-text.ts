type JsonObject = Readonly<Record<string, unknown>>;

const objectsMax = 100;

/** Every JSON object that stands in a text, outermost, in order; a brace within a string is no brace. */
export function objectsIn(text: string): readonly JsonObject[] {
  const found: JsonObject[] = [];
  let tries = 0;
  for (let at = text.indexOf('{'); at !== -1 && tries < objectsMax; at = text.indexOf('{', at)) {
    tries += 1;
    const end = endOf(text, at);
    const object = end === null ? null : parsed(text.slice(at, end));
    if (object === null) at += 1;
    else {
      found.push(object);
      at = end ?? at + 1;
    }
  }
  return found;
}

function endOf(text: string, start: number): number | null {
  let depth = 0;
  let isInString = false;
  for (let at = start; at < text.length; at += 1) {
    const sign = text[at];
    if (isInString) {
      if (sign === '\\') at += 1;
      else if (sign === '"') isInString = false;
    } else if (sign === '"') isInString = true;
    else if (sign === '{') depth += 1;
    else if (sign === '}' && (depth -= 1) === 0) return at + 1;
  }
  return null;
}

function parsed(text: string): JsonObject | null {
  try {
    return JSON.parse(text) as JsonObject; // it begins with a brace
  } catch {
    return null;
  }
}
