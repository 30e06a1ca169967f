import { useState } from 'react';
import { Button } from '../Button.tsx';
import { count } from '../figures.ts';
import { Line } from '../Text.tsx';
import { Added, FileState } from './FileState.tsx';
import { Hunks } from './Hunks.tsx';
import type { Mode } from './DiffMode.tsx';
import { type ChangedFile, lineCount } from './parse.ts';
import { useNear } from './use-near.ts';
import styles from './DiffView.module.css';

/** More lines than these are folded until one asks for them. */
const foldedFrom = 1_000;
const lineHeight = 19;
const headHeight = 34;

interface DiffFileProps {
  readonly file: ChangedFile;
  readonly mode: Mode;
  /** Made at once: what is around it decides what is in view. Default: false */
  readonly isInline?: boolean;
  readonly onWhole?: (path: string) => unknown;
}

export function DiffFile({ file, mode, isInline = false, onWhole }: DiffFileProps) {
  const Name = isInline ? 'div' : 'h2';
  const lines = lineCount(file.diff ?? '');
  const [isOpen, setIsOpen] = useState(lines <= foldedFrom);
  const { ref, isNear, height } = useNear(headHeight + (isOpen ? lines * lineHeight : 0), isInline);
  return (
    <section
      ref={ref}
      aria-label={isInline ? undefined : file.path}
      data-path={file.path}
      className={styles['file']}
      style={isNear ? undefined : { height }}
    >
      <Name className={styles['name']}>
        <Button kind="quiet" aria-expanded={isOpen} onPress={() => setIsOpen(!isOpen)}>
          <span aria-hidden="true">{isOpen ? '▾' : '▸'}</span>
          <code>
            <Line of={file.path} />
          </code>
        </Button>
        <FileState file={file} />
        <Added file={file} />
      </Name>
      {isNear && isOpen && <Body file={file} mode={mode} />}
      {isNear && isOpen && file.cut === true && (
        <p className={styles['note']}>
          It goes on after this.{' '}
          {onWhole !== undefined && <Button onPress={() => void onWhole(file.path)}>Read all of it</Button>}
        </p>
      )}
      {!isOpen && lines > foldedFrom && (
        <p className={styles['note']}>{count(lines)} lines: open it to read them.</p>
      )}
    </section>
  );
}

function Body({ file, mode }: Pick<DiffFileProps, 'file' | 'mode'>) {
  if (file.binary) return <p className={styles['note']}>Not text: its content is not shown.</p>;
  if (file.diff === null || file.diff === '') return <p className={styles['note']}>No line was changed.</p>;
  return <Hunks path={file.path} diff={file.diff} mode={mode} />;
}
