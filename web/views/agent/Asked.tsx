import { useState } from 'react';
import { Link } from 'wouter';
import { useRead } from '../../data/queries.ts';
import type { Doing } from '../needs-you/index.tsx';
import { RequestCard } from '../needs-you/RequestCard.tsx';
import styles from './Agent.module.css';

/** What this agent waits for, to be decided right here. */
export function Asked({ agent }: { readonly agent: string }) {
  const { data = [] } = useRead('request.list', { agent });
  const [doing, setDoing] = useState<Doing>(null);
  const [first] = data;
  if (first === undefined) return null;
  return (
    <section className={styles['asked']} aria-label="Waits for you">
      <RequestCard key={first.id} request={first} isSelected doing={doing} onDoing={setDoing} />
      <p className={styles['quiet']}>
        <Link href={`/?request=${first.id}`}>
          {data.length > 1
            ? `${data.length - 1} more of it, among all that needs you`
            : 'Among all that needs you'}
        </Link>
      </p>
    </section>
  );
}
