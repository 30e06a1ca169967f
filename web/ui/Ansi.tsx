import Anser from 'anser';
import { useMemo } from 'react';
import styles from './Ansi.module.css';
import { visible } from './Text.tsx';

/** What a program wrote for a terminal: its colours as colours, every other sequence left out. */
export function Ansi({ of }: { readonly of: string }) {
  const parts = useMemo(
    () => Anser.ansiToJson(of, { use_classes: true, remove_empty: true, json: true }),
    [of],
  );
  return (
    <pre className={styles['ansi']} dir="auto">
      {parts.map(({ content, fg, decorations }, at) => (
        // oxlint-disable-next-line react/no-array-index-key -- the parts of one text have no other name
        <span key={at} data-colour={colourOf(fg)} data-look={decorations.join(' ') || undefined}>
          {visible(content)}
        </span>
      ))}
    </pre>
  );
}

/** The eight colours by name; a shade of the palette is shown plainly, because it may be unreadable on our ground. */
function colourOf(name: string | null): string | undefined {
  return /^ansi-(?:bright-)?(black|red|green|yellow|blue|magenta|cyan|white)$/.exec(name ?? '')?.[1];
}
