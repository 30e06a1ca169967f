import { useRead } from '../../data/queries.ts';
import type { Request } from '../../data/waiting.ts';
import { Loading } from '../../ui/Feedback.tsx';
import { visible } from '../../ui/visible.ts';
import { Card } from './Card.tsx';
import { Deadline } from './Deadline.tsx';
import { Decide } from './Decide.tsx';
import type { Doing } from './doing.ts';
import styles from './NeedsYou.module.css';
import { Subject } from './Subject.tsx';

interface RequestCardProps {
  readonly request: Request;
  readonly isSelected: boolean;
  readonly doing: Doing;
  readonly onDoing: (doing: Doing) => void;
}

const verbs = { permission: 'asks permission', question: 'asks', approval: 'asks for approval' } as const;

/** One request: who asks, for which task, since when, what happens by default, and the thing itself. */
export function RequestCard({ request, isSelected, doing, onDoing }: RequestCardProps) {
  const { id, agent, agentName, task, requestKind, title, createdAt, risk, riskWhy, dueAt } = request;
  return (
    <Card
      {...{ id, agent, agentName, task, createdAt, title, isSelected }}
      verb={verbs[requestKind]}
      isTitleHidden={isCommand(request)}
      facts={
        <span className={styles['risk']} data-risk={risk}>
          {risk} risk: {visible(riskWhy)}
        </span>
      }
    >
      <Detail id={id} />
      <Deadline
        at={dueAt}
        then={request.defaultOutcome === 'approve' ? 'Approved by itself' : 'Rejected by itself'}
      />
      <Decide request={request} isSelected={isSelected} doing={doing} onDoing={onDoing} />
    </Card>
  );
}

/** The command itself stands below, and says no less. */
function isCommand({ command, title }: Request): boolean {
  return command !== null && title.endsWith(command.split('\n')[0] ?? '');
}

function Detail({ id }: { readonly id: string }) {
  const { data } = useRead('request.show', { id }, { keep: false });
  return data === undefined ? <Loading /> : <Subject request={data} />;
}
