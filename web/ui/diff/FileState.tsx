import { count, counted } from '../figures.ts';
import type { ChangedFile } from './parse.ts';
import styles from './DiffView.module.css';

/** What became of the file, when it is more than a change of lines. */
export function FileState({ file: { status, binary } }: { readonly file: ChangedFile }) {
  const words = [
    ...(status === 'modified' || status === 'changed' ? [] : [status]),
    ...(binary ? ['binary'] : []),
  ];
  return words.length === 0 ? null : <span className={styles['status']}>{words.join(', ')}</span>;
}

/** `+18 −3`. */
export function Added({
  file: { added, removed },
}: {
  readonly file: Pick<ChangedFile, 'added' | 'removed'>;
}) {
  if (added === null && removed === null) return null;
  return (
    <span className={styles['counts']}>
      <span data-sign="+">+{count(added)}</span> <span data-sign="-">−{count(removed)}</span>
    </span>
  );
}

/** All of them together: `12 files +180 −30`. */
export function Sum({ files }: { readonly files: readonly ChangedFile[] }) {
  return (
    <p className={styles['sum']}>
      {counted(files.length, 'file')} <Sums files={files} />
    </p>
  );
}

export function Sums({ files }: { readonly files: readonly ChangedFile[] }) {
  const sum = (of: (file: ChangedFile) => number | null): number =>
    files.reduce((total, file) => total + (of(file) ?? 0), 0);
  return <Added file={{ added: sum(({ added }) => added), removed: sum(({ removed }) => removed) }} />;
}
