import { Button } from './Button.tsx';
import styles from './Split.module.css';
import { visible } from './visible.ts';

interface SplitProps {
  readonly children: React.ReactNode;
  /** What is selected; null: nothing is, and the list has the whole width. */
  readonly inspector: React.ReactNode | null;
  /** What the inspector shows, for who hears it: `Task t42`. */
  readonly label: string;
  readonly onClose: () => void;
}

/** A list, and beside it what is selected there. Where there is no room for both, the selected is shown instead. */
export function Split({ children, inspector, label, onClose }: SplitProps) {
  return (
    <div className={styles['split']} data-open={inspector !== null || undefined}>
      <div className={styles['list']}>{children}</div>
      {inspector !== null && (
        <aside className={styles['inspector']} aria-label={visible(label)}>
          <div className={styles['close']}>
            <Button kind="quiet" onPress={onClose}>
              <span className={styles['back']}>‹ Back</span>
              <span className={styles['cross']} aria-hidden="true">
                ×
              </span>
              <span className="hidden-visually">Close {visible(label)}</span>
            </Button>
          </div>
          {inspector}
        </aside>
      )}
    </div>
  );
}
