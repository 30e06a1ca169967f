import { useState } from 'react';
import { Link } from 'wouter';
import { Button } from '../../../ui/Button.tsx';
import { bytes } from '../../../ui/figures.ts';
import { Line, visible } from '../../../ui/Text.tsx';
import type { EntryOf } from './entries.ts';
import styles from './Transcript.module.css';

const shownChars = 1_200;

/** What it was told, and by whom. */
export function SentRow({ entry: { from, messages, text } }: { readonly entry: EntryOf<'sent'> }) {
  const [isWhole, setIsWhole] = useState(false);
  const isCut = !isWhole && text.length > shownChars;
  return (
    <blockquote className={styles['sent']}>
      <p className={styles['from']}>
        <Line of={from.length === 0 ? 'its first turn' : from.join(', ')} />
        {messages.map((id) => (
          <Link key={id} href={`/messages/${id}`}>
            <code>{id}</code>
          </Link>
        ))}
      </p>
      <p className={styles['words']} dir="auto">
        {visible(isCut ? `${text.slice(0, shownChars)} …` : text)}
      </p>
      {isCut && (
        <Button kind="quiet" onPress={() => setIsWhole(true)}>
          Show all {bytes(text.length)}
        </Button>
      )}
    </blockquote>
  );
}
