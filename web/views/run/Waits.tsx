import { useState } from 'react';
import { RequestCard } from '../needs-you/RequestCard.tsx';
import type { Doing } from '../needs-you/doing.ts';
import { useRequests } from '../needs-you/use-requests.ts';
import type { RunShown } from './run-shown.ts';
import styles from './Run.module.css';

/** What the run waits for, decided right here. */
export function Waits({ run }: { readonly run: RunShown }) {
  const [doing, setDoing] = useState<{ readonly id: string; readonly doing: Doing } | null>(null);
  const waiting = useRequests(({ id }) => run.requests.includes(id));
  if (waiting.length === 0) return null;
  return (
    <div className={styles['waits']}>
      {waiting.map((request, at) => (
        <RequestCard
          key={request.id}
          request={request}
          isSelected={at === 0}
          doing={doing?.id === request.id ? doing.doing : null}
          onDoing={(next) => setDoing({ id: request.id, doing: next })}
        />
      ))}
    </div>
  );
}
