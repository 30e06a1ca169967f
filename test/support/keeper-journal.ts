import { existsSync, readFileSync, truncateSync } from 'node:fs';

export interface Journal {
  readonly heard: Buffer;
  readonly said: readonly string[];
}

type Entry = { readonly offset: number; readonly data: string } | { readonly say: string };

/** Cuts off a last line that was being written when its writer was killed. Throws when output came twice or with a gap. */
export function readJournal(file: string): Journal {
  if (!existsSync(file)) return { heard: Buffer.alloc(0), said: [] };
  const bytes = readFileSync(file);
  const whole = bytes.lastIndexOf(10) + 1;
  if (whole < bytes.length) truncateSync(file, whole);
  const heard: Buffer[] = [];
  const said: string[] = [];
  let end = 0;
  for (const line of bytes.subarray(0, whole).toString('utf8').split('\n').slice(0, -1)) {
    const entry = JSON.parse(line) as Entry;
    if ('say' in entry) {
      said.push(entry.say);
      continue;
    }
    if (entry.offset !== end) throw new Error(`heard ${entry.offset}, expected ${end}`);
    const data = Buffer.from(entry.data, 'base64');
    heard.push(data);
    end += data.length;
  }
  return { heard: Buffer.concat(heard), said };
}
