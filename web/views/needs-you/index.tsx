import { useEffect, useRef, useState } from 'react';
import { useKeys } from '../../app/keys/Keys.tsx';
import { useSearchParam } from '../../app/search-param.ts';
import type { Output } from '../../data/api.ts';
import { useRead } from '../../data/queries.ts';
import { Empty, ErrorNote, Loading } from '../../ui/Feedback.tsx';
import { Decided } from './Decided.tsx';
import { Meanwhile } from './Meanwhile.tsx';
import styles from './NeedsYou.module.css';
import { NotifySwitch } from './NotifySwitch.tsx';
import { RequestCard } from './RequestCard.tsx';

export type Request = Output<'request.list'>[number];
/** What was begun on the selected request by a key. */
export type Doing = 'reject' | 'answer' | 'always' | null;

/** Everything that waits for a person, the riskiest and oldest first, each with what it is about. */
export default function NeedsYou() {
  const { data, error, refetch } = useRead('request.list', {});
  if (error !== null) return <ErrorNote error={error} onRetry={refetch} />;
  if (data === undefined) return <Loading />;
  return (
    <div className={styles['page']}>
      <div className={styles['title']}>
        <h1>Needs you</h1>
        <NotifySwitch />
      </div>
      {data.length === 0 ? <Empty title="Nobody needs you." /> : <Requests requests={data} />}
      <Meanwhile />
      <Decided />
    </div>
  );
}

function Requests({ requests }: { readonly requests: readonly Request[] }) {
  const [wanted, select] = useSearchParam('request');
  const [doing, setDoing] = useState<Doing>(null);
  const at = Math.max(
    0,
    requests.findIndex(({ id }) => id === wanted),
  );
  const current = requests[at];
  const move = (by: number) => {
    setDoing(null);
    select(requests[Math.min(Math.max(at + by, 0), requests.length - 1)]?.id ?? null);
  };
  useKeys([
    { keys: 'j', label: 'Next request', run: () => move(1), isKeyOnly: true },
    { keys: 'k', label: 'Previous request', run: () => move(-1), isKeyOnly: true },
  ]);
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    if (wanted !== null) list.current?.querySelector('[data-selected]')?.scrollIntoView({ block: 'nearest' });
  }, [wanted]);
  return (
    <ul className={styles['requests']} ref={list}>
      {requests.map((request) => (
        <li key={request.id} data-selected={request.id === current?.id || undefined}>
          <RequestCard
            request={request}
            isSelected={request.id === current?.id}
            doing={request.id === current?.id ? doing : null}
            onDoing={(next) => {
              if (request.id !== current?.id) select(request.id);
              setDoing(next);
            }}
          />
        </li>
      ))}
    </ul>
  );
}
