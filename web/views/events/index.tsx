import { useSearchParam } from '../../app/search-param.ts';
import { Button } from '../../ui/Button.tsx';
import { Field, Select } from '../../ui/Field.tsx';
import { Histogram } from './Histogram.tsx';
import { Tail } from './Tail.tsx';
import styles from './Events.module.css';
import { nouns } from './words.ts';

const everything = 'all';

/** The log as it grows, and when how much of it happened. */
export default function Events() {
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
        <Field label="Task" placeholder="t42" value={task ?? ''} onChange={setTask} />
        <Field label="Agent" placeholder="lucid-knuth" value={agent ?? ''} onChange={setAgent} />
        {isFiltered && (
          <Button
            onPress={() => {
              setType(null);
              setTask(null);
              setAgent(null);
            }}
          >
            All events
          </Button>
        )}
      </div>
      <Histogram filter={filter} />
      <Tail key={JSON.stringify(filter)} filter={filter} />
    </>
  );
}
