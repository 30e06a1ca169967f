import { Button, Disclosure, DisclosurePanel } from 'react-aria-components';
import styles from './Transcript.module.css';

interface FoldProps {
  /** What it is, in a word. */
  readonly label: React.ReactNode;
  /** Shown of it while it is folded. */
  readonly summary: React.ReactNode;
  readonly isOpenAtFirst?: boolean;
  readonly children: React.ReactNode;
}

/** One line that opens to the whole; what is folded is not made. */
export function Fold({ label, summary, isOpenAtFirst = false, children }: FoldProps) {
  return (
    <Disclosure defaultExpanded={isOpenAtFirst}>
      {({ isExpanded }) => (
        <>
          <Button slot="trigger" className={styles['fold'] ?? ''}>
            <span aria-hidden="true" className={styles['arrow']}>
              {isExpanded ? '▾' : '▸'}
            </span>
            <span className={styles['label']}>{label}</span>{' '}
            <span className={styles['summary']}>{summary}</span>
          </Button>
          <DisclosurePanel>
            {isExpanded && <div className={styles['inside']}>{children}</div>}
          </DisclosurePanel>
        </>
      )}
    </Disclosure>
  );
}
