import { Button } from 'react-aria-components';
import { Line } from '../../ui/Text.tsx';
import { Time } from '../../ui/Time.tsx';
import type { Message } from './message.ts';
import styles from './Messages.module.css';
import { Receipt } from './Receipt.tsx';

interface MessageLineProps {
  readonly message: Message;
  readonly isOpen: boolean;
  readonly onOpen: (id: string) => void;
}

/** Two lines: who to whom and how far it has come; what it says. */
export function MessageLine({ message, isOpen, onOpen }: MessageLineProps) {
  const { id, kind, fromName, to, preview, isCut, createdAt, deliveries, priority } = message;
  return (
    <Button className={styles['line'] ?? ''} aria-expanded={isOpen} onPress={() => onOpen(id)}>
      <span className={styles['top']}>
        <strong>
          <Line of={fromName} />
        </strong>
        <span className={styles['quiet']}>
          → <Line of={to} charsMax={60} />
          {kind === 'message' ? '' : ` · ${kind}`}
          {priority === 'now' ? ' · now' : ''}
        </span>
        <Receipt deliveries={deliveries} />
        <span className={styles['quiet']}>
          <Time at={createdAt} />
        </span>
      </span>
      <span className={styles['preview']}>
        <Line of={isCut ? `${preview}…` : preview} />
      </span>
    </Button>
  );
}
