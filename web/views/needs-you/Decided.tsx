import { useSearchParam } from '../../app/search-param.ts';
import { useRead } from '../../data/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { State } from '../../ui/state.tsx';
import { Line } from '../../ui/Text.tsx';
import { Time } from '../../ui/Time.tsx';
import styles from './NeedsYou.module.css';

const shownMax = 50;

/** What was decided, by whom: folded until asked for. */
export function Decided() {
  const [isOpen, setIsOpen] = useSearchParam('decided');
  const { data } = useRead('request.list', { all: true, limit: shownMax }, { enabled: isOpen !== null });
  const decided = data?.filter(({ state }) => state !== 'open') ?? [];
  return (
    <section>
      <Button
        kind="quiet"
        aria-expanded={isOpen !== null}
        onPress={() => setIsOpen(isOpen === null ? '1' : null)}
      >
        {isOpen === null ? 'What was decided' : 'Hide what was decided'}
      </Button>
      {isOpen !== null && (
        <ul className={styles['rows']}>
          {decided.map(
            ({ id, state, outcome, title, agentName, decidedByName, decidedBy, decidedAt, createdAt }) => (
              <li key={id}>
                <code>{id}</code>
                <State
                  state={state}
                  word={outcome === 'approve' ? 'approved' : outcome === 'reject' ? 'rejected' : state}
                  tone={outcome === 'approve' ? 'done' : outcome === 'reject' ? 'failed' : 'idle'}
                />
                <Line of={`${agentName}: ${title}`} />
                <span className={styles['quiet']}>
                  {decidedByName ?? decidedBy ?? ''} <Time at={decidedAt ?? createdAt} />
                </span>
              </li>
            ),
          )}
        </ul>
      )}
    </section>
  );
}
