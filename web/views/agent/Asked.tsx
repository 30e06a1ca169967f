import { useState } from 'react';
import { Link } from 'wouter';
import type { Doing } from '../needs-you/doing.ts';
import { RequestCard } from '../needs-you/RequestCard.tsx';
import { useRequests } from '../needs-you/use-requests.ts';
import styles from './Agent.module.css';

/** What this agent waits for, to be decided right here. */
export function Asked({ agent }: { readonly agent: string }) {
  const requests = useRequests((request) => request.agent === agent);
  const [doing, setDoing] = useState<Doing>(null);
  const [first] = requests;
  if (first === undefined) return null;
  return (
    <section className={styles['asked']} aria-label="Waits for you">
      <RequestCard key={first.id} request={first} isSelected doing={doing} onDoing={setDoing} />
      <p className={styles['quiet']}>
        <Link href={`/?request=${first.id}`}>
          {requests.length > 1
            ? `${requests.length - 1} more of it, among all that needs you`
            : 'Among all that needs you'}
        </Link>
      </p>
    </section>
  );
}
