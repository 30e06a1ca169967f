import { wordsOf } from '../data/actions.ts';
import { Button } from './Button.tsx';
import styles from './Feedback.module.css';
import { Words } from './Words.tsx';

interface EmptyProps {
  readonly title: string;
  /** What is going on meanwhile, and what one could do. */
  readonly children?: React.ReactNode;
}

/** Where a list would be. */
export function Empty({ title, children }: EmptyProps) {
  return (
    <div className={styles['empty']}>
      <p className={styles['title']}>{title}</p>
      {children}
    </div>
  );
}

export function Loading({ what = 'Reading' }: { readonly what?: string }) {
  return (
    <p className={styles['loading']} role="status">
      {what} …
    </p>
  );
}

interface ErrorNoteProps {
  readonly error: unknown;
  readonly onRetry?: () => unknown;
  /** Where one can go from here. */
  readonly children?: React.ReactNode;
}

/** What went wrong while reading, with what to do next. */
export function ErrorNote({ error, onRetry, children }: ErrorNoteProps) {
  const { message, hint } = wordsOf(error);
  return (
    <div className={styles['error']} role="alert">
      <p>
        <Words of={message} />
      </p>
      {hint !== undefined && (
        <p className={styles['hint']}>
          <Words of={hint} />
        </p>
      )}
      {onRetry !== undefined && <Button onPress={() => void onRetry()}>Try again</Button>}
      {children}
    </div>
  );
}
