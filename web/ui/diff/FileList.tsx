import { Line } from '../Text.tsx';
import { Added } from './FileState.tsx';
import type { ChangedFile } from './parse.ts';
import styles from './DiffView.module.css';

interface FileListProps {
  readonly files: readonly ChangedFile[];
  readonly here: string | null;
  readonly onGo: (path: string) => void;
}

export function FileList({ files, here, onGo }: FileListProps) {
  return (
    <nav aria-label="Files" className={styles['list']}>
      <ul>
        {files.map((file) => (
          <li key={file.path}>
            <button
              type="button"
              className={styles['row']}
              aria-current={file.path === here || undefined}
              onClick={() => onGo(file.path)}
              title={file.path}
            >
              <Line of={file.path} /> <Added file={file} />
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}
