import { Link } from 'wouter';
import { useNow } from '../../data/use-live.ts';
import { useRead } from '../../data/queries.ts';
import { Glyph } from '../../ui/state.tsx';
import { Line } from '../../ui/Text.tsx';
import { Time } from '../../ui/Time.tsx';
import { duration, exact } from '../../ui/time.ts';
import { Decide } from './Decide.tsx';
import type { Doing, Request } from './index.tsx';
import styles from './NeedsYou.module.css';
import { Subject } from './Subject.tsx';

interface RequestCardProps {
  readonly request: Request;
  readonly isSelected: boolean;
  readonly doing: Doing;
  readonly onDoing: (doing: Doing) => void;
}

const words = { permission: 'asks leave', question: 'asks', approval: 'asks for approval' } as const;

/** One request: who asks, for which task, since when, what happens by default, and the thing itself. */
export function RequestCard({ request, isSelected, doing, onDoing }: RequestCardProps) {
  const { id, agent, agentName, task, requestKind, title, createdAt, risk, riskWhy } = request;
  return (
    <article
      className={styles['card']}
      data-selected={isSelected || undefined}
      aria-labelledby={`${id}-title`}
    >
      <p className={styles['who']}>
        <Glyph tone="needs-you" />
        <Link href={`/agents/${agent}`}>
          <Line of={agentName} />
        </Link>
        <span>{words[requestKind]}</span>
        {task !== null && (
          <Link href={`/tasks/${task}`}>
            <code>{task}</code>
          </Link>
        )}
        <code className={styles['quiet']}>{id}</code>
        <span className={styles['risk']} data-risk={risk}>
          {risk} risk{riskWhy === null ? '' : `: ${riskWhy}`}
        </span>
        <span className={styles['since']}>
          <Time at={createdAt} />
        </span>
      </p>
      <h2 id={`${id}-title`} className={styles['subject-title']}>
        <Line of={title} charsMax={300} />
      </h2>
      <Detail request={request} />
      <Deadline request={request} />
      <Decide request={request} isSelected={isSelected} doing={doing} onDoing={onDoing} />
    </article>
  );
}

function Detail({ request }: { readonly request: Request }) {
  const { data } = useRead('request.show', { id: request.id });
  return data === undefined ? null : <Subject request={data} />;
}

/** When nobody decides, this does. */
function Deadline({ request: { dueAt, defaultOutcome } }: { readonly request: Request }) {
  const now = useNow();
  if (dueAt === null) return null;
  const left = Date.parse(dueAt) - now;
  return (
    <p className={styles['quiet']} title={exact(dueAt)}>
      {defaultOutcome === 'approve' ? 'Approved' : 'Rejected'} by itself in {duration(Math.max(left, 0))}.
    </p>
  );
}
