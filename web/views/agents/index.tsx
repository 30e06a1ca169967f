import { Switch } from 'react-aria-components';
import { useKeys } from '../../app/keys/Keys.tsx';
import { useSearchParam } from '../../app/search-param.ts';
import { Button } from '../../ui/Button.tsx';
import { Empty, ErrorNote, Loading } from '../../ui/Feedback.tsx';
import styles from './Agents.module.css';
import { AgentTable } from './AgentTable.tsx';
import { Filter } from './Filter.tsx';
import { HowTheyCome } from './HowTheyCome.tsx';
import { PauseBanner, usePause } from './Pause.tsx';
import { StartDialog } from './StartDialog.tsx';
import { useAgents } from './use-agents.ts';

/** Everybody who works here, who waits, and what it takes. */
export default function Agents() {
  const [start, setStart] = useSearchParam('start');
  const begin = () => setStart('1');
  const pause = usePause();
  const { entries, all, goneCount, error, isLoading, refetch } = useAgents();
  const [filter, setFilter] = useSearchParam('filter');
  const [gone, setGone] = useSearchParam('gone');
  useKeys([
    { keys: 'n', label: 'Start an agent …', run: begin },
    { keys: 'Shift+P', label: pause.isPaused ? 'Resume claims' : 'Pause claims', run: pause.toggle },
    { keys: 'x', label: 'Show agents that are gone', run: () => setGone(gone === null ? '1' : null) },
  ]);
  if (error !== null) return <ErrorNote error={error} onRetry={refetch} />;
  if (isLoading) return <Loading />;
  return (
    <div className={styles['page']}>
      <div className={styles['head']}>
        <h1>Agents</h1>
        <Filter value={filter ?? ''} onChange={setFilter} />
        {goneCount > 0 && (
          <Switch
            isSelected={gone !== null}
            onChange={(isOn) => setGone(isOn ? '1' : null)}
            className={styles['switch'] ?? ''}
          >
            <span aria-hidden="true" className={styles['knob']} /> {goneCount} gone
          </Switch>
        )}
        <div className={styles['actions']}>
          <Button onPress={pause.toggle} shortcut="Shift+P">
            {pause.isPaused ? 'Resume claims' : 'Pause claims'}
          </Button>
          <Button kind="main" onPress={begin} shortcut="n">
            Start an agent …
          </Button>
        </div>
      </div>
      <PauseBanner pause={pause} />
      {all === 0 ? (
        <HowTheyCome onStart={begin} />
      ) : entries.length === 0 ? (
        <Empty title="No agent fits this filter.">
          <Button onPress={() => setFilter(null)}>Show all</Button>
        </Empty>
      ) : (
        <AgentTable entries={entries} />
      )}
      {start !== null && <StartDialog onClose={() => setStart(null)} />}
    </div>
  );
}
