import 'react-diff-view/style/index.css';
import { useMemo } from 'react';
import { DiffFile } from './diff/DiffFile.tsx';
import { DiffMode, useMode } from './diff/DiffMode.tsx';
import { FileList } from './diff/FileList.tsx';
import { Sum } from './diff/FileState.tsx';
import type { ChangedFile } from './diff/parse.ts';
import { useHere } from './diff/use-here.ts';
import styles from './diff/DiffView.module.css';

interface DiffViewProps {
  readonly files: readonly ChangedFile[];
  /** Within a text: neither list nor switch nor keys, and always in one column. Default: false */
  readonly isInline?: boolean;
  /** Inline: what is around it names the file already. Default: false */
  readonly isNameless?: boolean;
  /** Fetches the whole of a file whose diff was cut. Default: it cannot be had here */
  readonly onWhole?: (path: string) => unknown;
}

/** Changes of files, file by file; what is far from view is not made. Load it with React.lazy. */
export default function DiffView({ files, isInline = false, isNameless = false, onWhole }: DiffViewProps) {
  return isInline ? (
    <Inline files={files} isNameless={isNameless} />
  ) : (
    <Whole files={files} {...(onWhole === undefined ? {} : { onWhole })} />
  );
}

function Inline({ files, isNameless }: Pick<DiffViewProps, 'files' | 'isNameless'>) {
  return (
    <div className={styles['view']} data-inline data-nameless={isNameless || undefined}>
      {files.map((file) => (
        <DiffFile key={file.path} file={file} mode="unified" isInline />
      ))}
    </div>
  );
}

function Whole({ files, onWhole }: Pick<DiffViewProps, 'files' | 'onWhole'>) {
  const [mode, setMode] = useMode();
  const paths = useMemo(() => files.map(({ path }) => path), [files]);
  const { here, go, list } = useHere(paths);
  return (
    <div className={styles['view']}>
      <div className={styles['head']}>
        <Sum files={files} />
        <DiffMode mode={mode} onChange={setMode} />
      </div>
      <div className={styles['body']}>
        {files.length > 1 && <FileList files={files} here={here} onGo={go} />}
        <div className={styles['files']} ref={list}>
          {files.map((file) => (
            <DiffFile
              key={file.path}
              file={file}
              mode={mode}
              {...(onWhole === undefined ? {} : { onWhole })}
            />
          ))}
        </div>
      </div>
    </div>
  );
}
