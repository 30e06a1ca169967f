import {
  Text,
  UNSTABLE_Toast as Toast,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastQueue as ToastQueue,
  UNSTABLE_ToastRegion as ToastRegion,
} from 'react-aria-components';
import { Button } from './Button.tsx';
import styles from './Toasts.module.css';
import { Words } from './Words.tsx';

interface Note {
  readonly text: string;
  readonly hint?: string;
  readonly isError?: boolean;
  readonly undo?: () => Promise<unknown>;
}

const shownMs = 6_000;
const notes = new ToastQueue<Note>({ maxVisibleToasts: 4 });

/** Says something in the corner. An error stays until it is closed. */
export function toast(text: string, more: Omit<Note, 'text'> = {}): void {
  notes.add({ text, ...more }, more.isError === true ? {} : { timeout: shownMs });
}

export function Toasts() {
  return (
    <ToastRegion queue={notes} className={styles['region'] ?? ''} aria-label="Messages of this page">
      {({ toast: shown }) => (
        <Toast
          toast={shown}
          className={styles['toast'] ?? ''}
          data-error={shown.content.isError === true || undefined}
        >
          <ToastContent className={styles['content'] ?? ''}>
            <Text slot="title">
              <Words of={shown.content.text} />
            </Text>
            {shown.content.hint !== undefined && (
              <Text slot="description" className={styles['hint'] ?? ''}>
                <Words of={shown.content.hint} />
              </Text>
            )}
          </ToastContent>
          {shown.content.undo !== undefined && (
            <Button
              onPress={() => {
                notes.close(shown.key);
                void shown.content.undo?.();
              }}
            >
              Undo
            </Button>
          )}
          <Button slot="close" kind="quiet" aria-label="Close this message">
            ×
          </Button>
        </Toast>
      )}
    </ToastRegion>
  );
}
