import { unifiedDiff } from '../../../../src/domain/unified-diff.ts';
import type { FileDiff } from '../../../../src/harness/driver.ts';
import type { ChangedFile } from '../../../ui/diff/parse.ts';

/** Longer files are not compared here; characters of both sides. */
const comparedMax = 400_000;
const cellsMax = 1_000_000;

/** What a tool changed, as a diff of each file; paths below the directory are shown from there. */
export function editsOf(diffs: readonly FileDiff[], directory: string): readonly ChangedFile[] {
  return diffs.map(({ path: absolute, before, after }) => {
    const path = absolute.startsWith(`${directory}/`) ? absolute.slice(directory.length + 1) : absolute;
    const status = before === null ? 'added' : 'changed';
    if ((before?.length ?? 0) + after.length > comparedMax)
      return { path, status, added: null, removed: null, binary: false, diff: null };
    const diff = unifiedDiff(path, before, after, cellsMax);
    const lines = diff.split('\n').slice(2);
    const signed = (sign: string): number => lines.filter((line) => line.startsWith(sign)).length;
    return { path, status, added: signed('+'), removed: signed('-'), binary: false, diff };
  });
}
