import { Link } from 'wouter';
import { Glyph } from '../../ui/state.tsx';
import { Line } from '../../ui/Text.tsx';
import { Time } from '../../ui/Time.tsx';
import styles from './NeedsYou.module.css';

interface CardProps {
  readonly id: string;
  readonly agent: string;
  readonly agentName: string;
  /** What the agent does: `asks`. */
  readonly verb: string;
  readonly task: string | null;
  readonly createdAt: string;
  readonly title: string;
  /** The title stands below once more, as it is: it is read out, and not shown. */
  readonly isTitleHidden?: boolean;
  readonly facts?: React.ReactNode;
  readonly isSelected: boolean;
  readonly children: React.ReactNode;
}

/** One that waits: who asks, for which task, since when, and what. */
export function Card(props: CardProps) {
  const { id, agent, agentName, verb, task, createdAt, title, facts, isSelected, children } = props;
  return (
    <article
      tabIndex={-1}
      className={styles['card']}
      data-selected={isSelected || undefined}
      aria-labelledby={`${id}-title`}
      aria-current={isSelected || undefined}
    >
      <p className={styles['who']}>
        <Glyph tone="needs-you" />
        <span>
          <Link href={`/${/^r\d/.test(agent) ? 'runs' : 'agents'}/${agent}`}>
            <Line of={agentName} />
          </Link>{' '}
          {verb}
        </span>
        {task !== null && (
          <Link href={`/tasks/${task}`}>
            <code>{task}</code>
          </Link>
        )}
        <code className={styles['quiet']}>{id}</code>
        {facts}
        <span className={styles['since']}>
          <Time at={createdAt} />
        </span>
      </p>
      <h2
        id={`${id}-title`}
        className={props.isTitleHidden === true ? 'hidden-visually' : styles['subject-title']}
      >
        <Line of={title} charsMax={300} />
      </h2>
      {children}
    </article>
  );
}
