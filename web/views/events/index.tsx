import { useSearchParams } from 'wouter';
import { useSearchParam } from '../../app/search-param.ts';
import { Button } from '../../ui/Button.tsx';
import { Select } from '../../ui/Field.tsx';
import { FilterField } from './FilterField.tsx';
import { Histogram } from './Histogram.tsx';
import { Tail } from './Tail.tsx';
import styles from './Events.module.css';
import { nouns } from './words.ts';

const everything = 'all';
const filters = new Set(['type', 'task', 'agent']);

/** The log as it grows, and when how much of it happened. */
export default function Events() {
  const [, setParams] = useSearchParams();
  const [type, setType] = useSearchParam('type');
  const [task, setTask] = useSearchParam('task');
  const [agent, setAgent] = useSearchParam('agent');
  const filter = {
    ...(type === null ? {} : { type }),
    ...(task === null ? {} : { task }),
    ...(agent === null ? {} : { agent }),
  };
  const isFiltered = type !== null || task !== null || agent !== null;
  return (
    <>
      <div className={styles['head']}>
        <h1>Events</h1>
        <Select
          label="Of"
          value={type ?? everything}
          options={[{ id: everything, label: 'everything' }, ...nouns(type).map((id) => ({ id, label: id }))]}
          onChange={(chosen) => setType(chosen === everything ? null : chosen)}
        />
        <FilterField label="Task" placeholder="t42" value={task} onApply={setTask} />
        <FilterField label="Agent" placeholder="lucid-knuth" value={agent} onApply={setAgent} />
        {isFiltered && (
          <Button
            onPress={() =>
              setParams((before) => new URLSearchParams([...before].filter(([name]) => !filters.has(name))), {
                replace: true,
              })
            }
          >
            All events
          </Button>
        )}
      </div>
      <Histogram filter={filter} />
      <div className={styles['tail']}>
        <Tail key={JSON.stringify(filter)} filter={filter} />
      </div>
    </>
  );
}
