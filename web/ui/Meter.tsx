import { Label, Meter as AriaMeter } from 'react-aria-components';
import styles from './Meter.module.css';

interface MeterProps {
  /** Read out; shown only where there is room for it. */
  readonly label: string;
  readonly isLabelHidden?: boolean;
  /** Of the whole: 0 to 1; null: not known. */
  readonly share: number | null;
  /** What is said beside it: `31%`. */
  readonly text: string;
  /** From this share on it is shown as nearly full. Default: 0.8 */
  readonly fullFrom?: number;
  /** Places on it, 0 to 1, that something happened at, each with what. */
  readonly marks?: readonly { readonly at: number; readonly label: string }[];
}

/** How much of something is used. */
export function Meter({ label, isLabelHidden = false, share, text, fullFrom = 0.8, marks = [] }: MeterProps) {
  const value = Math.min(Math.max(share ?? 0, 0), 1);
  return (
    <AriaMeter value={value * 100} valueLabel={text} className={styles['meter'] ?? ''}>
      <Label className={isLabelHidden ? 'hidden-visually' : (styles['label'] ?? '')}>{label}</Label>
      <span className={styles['bar']} aria-hidden="true">
        {share !== null && (
          <span
            className={styles['used']}
            data-full={value >= fullFrom || undefined}
            style={{ width: `${value * 100}%` }}
          />
        )}
        {marks.map((mark, at) => (
          <span
            // oxlint-disable-next-line react/no-array-index-key -- marks are told apart by their order
            key={at}
            className={styles['mark']}
            style={{ left: `${Math.min(mark.at, 1) * 100}%` }}
            title={mark.label}
          />
        ))}
      </span>
      <span className={styles['text']}>{text}</span>
    </AriaMeter>
  );
}
