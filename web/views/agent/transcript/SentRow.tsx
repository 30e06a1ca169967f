import { useMemo, useState } from 'react';
import { Link } from 'wouter';
import { Button } from '../../../ui/Button.tsx';
import { bytes } from '../../../ui/figures.ts';
import { Line } from '../../../ui/Text.tsx';
import { visible } from '../../../ui/visible.ts';
import type { EntryOf } from './entries.ts';
import { saidIn } from './said.ts';
import styles from './Transcript.module.css';

const shownChars = 1_200;

/** What it was told, and by whom: each message for itself. */
export function SentRow({ entry: { from, text } }: { readonly entry: EntryOf<'sent'> }) {
  const said = useMemo(() => saidIn(text), [text]);
  return said.map(({ message, by, body }, at) => (
    <blockquote key={message ?? at} className={styles['sent']}>
      <p className={styles['from']}>
        <Line of={by ?? (from.length === 0 ? 'its first turn' : from.join(', '))} />
        {message !== null && (
          <Link href={`/messages?message=${message}`}>
            <code>{message}</code>
          </Link>
        )}
      </p>
      <Words of={body} />
    </blockquote>
  ));
}

function Words({ of }: { readonly of: string }) {
  const [isWhole, setIsWhole] = useState(false);
  const isCut = !isWhole && of.length > shownChars;
  return (
    <>
      <p className={styles['words']} dir="auto">
        {visible(isCut ? `${of.slice(0, shownChars)} …` : of)}
      </p>
      {isCut && (
        <Button kind="quiet" onPress={() => setIsWhole(true)}>
          Show all {bytes(of.length)}
        </Button>
      )}
    </>
  );
}
