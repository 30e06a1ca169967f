import { useState } from 'react';
import { Button } from './Button.tsx';
import { bytes } from './figures.ts';
import styles from './Text.module.css';
import { visible } from './visible.ts';

interface TextProps {
  readonly of: string;
  /** Characters shown before one asks for the rest. Default: 20,000 */
  readonly charsMax?: number;
}

/** A line that somebody else wrote, shown literally. */
export function Line({ of, charsMax = 500 }: TextProps) {
  const shown = of.length > charsMax ? `${of.slice(0, charsMax)}…` : of;
  return (
    <bdi
      className={styles['line']}
      title={of.length > charsMax ? 'Cut here; open it for the whole' : undefined}
    >
      {visible(shown)}
    </bdi>
  );
}

/** A text that somebody else wrote, shown literally, with its line breaks; what is very long is cut until asked for. */
export function Block({ of, charsMax = 20_000 }: TextProps) {
  const [isWhole, setIsWhole] = useState(false);
  const isCut = of.length > charsMax && !isWhole;
  return (
    <>
      <pre className={styles['block']} dir="auto" tabIndex={0}>
        {visible(isCut ? of.slice(0, charsMax) : of)}
      </pre>
      {isCut && <Button onPress={() => setIsWhole(true)}>Show all {bytes(of.length)}</Button>}
    </>
  );
}

/** A link out of the page, if it is one that can do no harm. */
export function SafeLink({ href, children }: { readonly href: string; readonly children: React.ReactNode }) {
  if (!/^(?:https?|mailto):/i.test(href)) return <span>{children}</span>;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  );
}
