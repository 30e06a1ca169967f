import { Button } from '../../../ui/Button.tsx';
import { useForms } from '../context.ts';
import { freeName } from '../free-name.ts';
import { fieldsAt, textAt } from '../model.ts';
import styles from '../Pipeline.module.css';
import { Entry, toNumber } from './Entry.tsx';

/** The pipeline itself, while no node of it is chosen. */
export function TopForm() {
  const { model, select } = useForms();
  const { top, stages, isBare } = model;
  const limits = fieldsAt(top, 'limits');
  return (
    <section className={styles['form']} aria-label="Form of the pipeline">
      <h2>The pipeline</h2>
      <ul className={styles['stages']} aria-label="Its agents and sessions">
        {stages.map(({ id, fields }) => (
          <li key={id}>
            <Button kind="quiet" onPress={() => select(id)}>
              <code>{id}</code>
              <span className={styles['quiet']}>
                {fields['type'] === 'session' ? 'session' : textAt(fields, 'runtime')}
              </span>
            </Button>
          </li>
        ))}
      </ul>
      <AddStage />
      {!isBare && (
        <>
          <Entry label="Description" path={['description']} value={textAt(top, 'description')} lines={1} />
          <Entry
            label="Begins with"
            path={['entry_point']}
            value={textAt(top, 'entry_point')}
            options={['first', 'auto', ...stages.map(({ id }) => id)]}
            placeholder="the first one"
          />
          <div className={styles['pair']}>
            <Entry
              label="Turns at most"
              path={['limits', 'calls']}
              value={textAt(limits, 'calls')}
              placeholder="200"
              toData={toNumber}
            />
            <Entry
              label="US dollars at most"
              path={['limits', 'cost_usd']}
              value={textAt(limits, 'cost_usd')}
              placeholder="no limit"
              toData={toNumber}
            />
          </div>
        </>
      )}
    </section>
  );
}

/** At the end of the file; nobody hands over to it yet. */
function AddStage() {
  const { model, edits, select } = useForms();
  const ids = model.stages.map(({ id }) => id);
  const add = async (value: { readonly id: string } & Readonly<Record<string, unknown>>) => {
    if (await edits.make({ do: 'add', path: ['agents'], value })) select(value.id);
  };
  const runtime = model.stages.map(({ fields }) => textAt(fields, 'runtime')).findLast((one) => one !== '');
  const speakers = model.stages.filter(({ fields }) => fields['type'] !== 'session').map(({ id }) => id);
  return (
    <div className={styles['row']}>
      <Button
        onPress={() =>
          void add({
            id: freeName('agent', ids),
            runtime: runtime ?? 'claude',
            system_prompt: '{{ input }}\n',
          })
        }
      >
        Add an agent
      </Button>
      <Button
        isDisabled={speakers.length === 0}
        onPress={() =>
          void add({
            id: freeName('session', ids),
            type: 'session',
            participants: speakers.slice(0, 2),
            max_rounds: 5,
          })
        }
      >
        Add a session
      </Button>
    </div>
  );
}
