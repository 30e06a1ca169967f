import type { FileChange } from '../../operations/ports.ts';

type Named = Pick<FileChange, 'path' | 'from' | 'status' | 'added' | 'removed' | 'binary'>;

const statuses: Readonly<Record<string, FileChange['status']>> = {
  A: 'added',
  D: 'deleted',
  R: 'renamed',
  C: 'copied',
  M: 'changed',
  T: 'changed',
  U: 'unmerged',
};

interface Counted {
  readonly added: number;
  readonly removed: number;
  readonly binary: boolean;
}

/**
 * The files of `git diff --raw --numstat -z`, in its order: first a line of each file with its state, then one of each
 * with its numbers. Names end in NUL, so that they may hold anything.
 */
export function parseChangedFiles(text: string): readonly Named[] {
  const words = text.split('\0');
  const files: Omit<Named, keyof Counted>[] = [];
  const counts = new Map<string, Counted>();
  for (let at = 0; at < words.length;) {
    const word = words[at] ?? '';
    at += 1;
    if (word === '') continue;
    if (word.startsWith(':')) {
      const letter = word.split(' ')[4]?.[0] ?? 'M';
      const isMoved = letter === 'R' || letter === 'C';
      const [first = '', second = ''] = words.slice(at, at + 2);
      at += isMoved ? 2 : 1;
      const status = statuses[letter] ?? 'changed';
      // A conflict is told as a second change of its file.
      const known = files.findIndex(({ path }) => path === first);
      if (known !== -1 && !isMoved) files.splice(known, 1);
      files.push({ path: isMoved ? second : first, from: isMoved ? first : null, status });
      continue;
    }
    const [added = '', removed = '', ...rest] = word.split('\t');
    const name = rest.join('\t');
    const path = name === '' ? (words[at + 1] ?? '') : name;
    at += name === '' ? 2 : 0;
    counts.set(path, { added: Number(added) || 0, removed: Number(removed) || 0, binary: added === '-' });
  }
  const none = { added: 0, removed: 0, binary: false };
  return files.map((file) => ({ ...file, ...(counts.get(file.path) ?? none) }));
}

/** The parts of a patch, one for each file: no line of a file begins like that. */
export function splitPatch(text: string): readonly string[] {
  return text.split(/^(?=diff --(?:git|cc|combined) )/m).filter((part) => part.startsWith('diff --'));
}
