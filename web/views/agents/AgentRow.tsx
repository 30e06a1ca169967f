import { Link } from 'wouter';
import { count, money, percent } from '../../ui/figures.ts';
import { Meter } from '../../ui/Meter.tsx';
import { Line } from '../../ui/Text.tsx';
import { Time } from '../../ui/Time.tsx';
import styles from './Agents.module.css';
import { AgentState } from './AgentState.tsx';
import type { AgentEntry } from './rows.ts';

interface AgentRowProps {
  readonly entry: AgentEntry;
  readonly isHere: boolean;
}

/** The whole row opens the agent; what is linked within leads elsewhere. */
export function AgentRow({ entry, isHere }: AgentRowProps) {
  const { id, name, state, parkedUntil, evidence, lastSeenAt, contextShare, costUsd, costIs } = entry;
  return (
    <div className={styles['agent']} data-here={isHere || undefined} data-gone={entry.isGone || undefined}>
      <span data-column="state">
        <AgentState state={state} parkedUntil={parkedUntil} />
      </span>
      <span data-column="name">
        <Link href={`/agents/${id}`} className={styles['open'] ?? ''} aria-current={isHere || undefined}>
          <Line of={name} />
        </Link>
        {entry.role !== null && (
          <span className={styles['quiet']}>
            {' '}
            @<Line of={entry.role} />
          </span>
        )}
      </span>
      <span data-column="task">
        <Doing entry={entry} />
      </span>
      <span data-column="seen" title={entry.evidenceWhole}>
        <Time at={lastSeenAt} /> <span className={styles['quiet']}>{evidence}</span>
      </span>
      <span data-column="context">
        {contextShare !== null && (
          <Meter label="Context" isLabelHidden share={contextShare} text={percent(contextShare)} />
        )}
      </span>
      <span data-column="tokens">{entry.tokens === null ? '' : count(entry.tokens)}</span>
      <span data-column="cost">
        {costUsd === null ? '' : <Link href="/usage?by=agent">{money(costUsd, costIs)}</Link>}
      </span>
      <span data-column="locks">
        {entry.locks > 0 && <Link href={`/agents/${id}?tab=locks`}>{entry.locks}</Link>}
      </span>
      <span data-column="queue">
        <Line of={entry.queue ?? ''} />
      </span>
      <span data-column="harness" className={styles['quiet']}>
        <Line of={[entry.harness, entry.model].filter((part) => part !== null).join(' ')} />
      </span>
    </div>
  );
}

/** Its task and the tool that runs, or else why it is in its state. */
function Doing({ entry: { task, taskTitle, tool, why } }: { readonly entry: AgentEntry }) {
  return (
    <>
      {task !== null && (
        <Link href={`/tasks/${task}`}>
          <code>{task}</code> <Line of={taskTitle ?? ''} />
        </Link>
      )}{' '}
      <span className={styles['quiet']}>
        {tool === null ? <Line of={task === null ? (why ?? '') : ''} /> : <Running tool={tool} />}
      </span>
    </>
  );
}

function Running({ tool: { name, title, since } }: { readonly tool: NonNullable<AgentEntry['tool']> }) {
  return (
    <>
      <code>
        <Line of={title.startsWith(name) ? title : `${name}: ${title}`} charsMax={200} />
      </code>{' '}
      <Time at={since} />
    </>
  );
}
