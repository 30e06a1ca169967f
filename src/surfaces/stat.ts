import { lstatSync, type Stats, statSync } from 'node:fs';

/** Most looks find nothing: an error made for each would cost more than the look. */
const quietly = { throwIfNoEntry: false } as const;

/** What is at a path, links followed; undefined when nothing is, or when it cannot be: below a file, too long a name, not ours to see. */
export function statIfThere(path: string): Stats | undefined {
  try {
    return statSync(path, quietly);
  } catch {
    return undefined;
  }
}

/** The same for a link itself. */
export function lstatIfThere(path: string): Stats | undefined {
  try {
    return lstatSync(path, quietly);
  } catch {
    return undefined;
  }
}
