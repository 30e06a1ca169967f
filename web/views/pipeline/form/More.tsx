import { useStage } from '../context.ts';
import { fieldsAt, textAt } from '../model.ts';
import styles from '../Pipeline.module.css';
import { asOptions, Choice } from './Choice.tsx';
import { Entry, toNumber } from './Entry.tsx';

const truths = [
  { id: 'true', label: 'yes' },
  { id: 'false', label: 'no' },
] as const;

/** What it may do, whom it asks, and what happens when it fails. */
export function More() {
  const { id, fields } = useStage();
  const path = ['agents', id];
  const retry = fieldsAt(fields, 'retry');
  return (
    <fieldset className={styles['part']}>
      <legend>More</legend>
      <div className={styles['pair']}>
        <Choice
          label="Changes files and runs commands"
          path={[...path, 'tools']}
          value={textAt(fields, 'tools')}
          options={truths}
          standard="if it has MCP servers"
          toData={(value) => value === 'true'}
        />
        <HumanInput />
      </div>
      <div className={styles['pair']}>
        <Entry
          label="Tries again when it fails"
          path={[...path, 'retry', 'max_retries']}
          value={textAt(retry, 'max_retries')}
          placeholder="0"
          toData={toNumber}
        />
        <Entry
          label="Seconds between tries"
          path={[...path, 'retry', 'backoff']}
          value={textAt(retry, 'backoff')}
          placeholder="0"
          toData={toNumber}
        />
      </div>
      <Choice
        label="Waits for branches that lead to it"
        path={[...path, 'join']}
        value={textAt(fields, 'join')}
        options={asOptions('all', 'any')}
        standard="begins anew with each"
      />
    </fieldset>
  );
}

function HumanInput() {
  const { id, fields } = useStage();
  const asked = fieldsAt(fields, 'human_input');
  const isMapping = typeof fields['human_input'] === 'object' && fields['human_input'] !== null;
  const path = ['agents', id, 'human_input'];
  return (
    <>
      <Choice
        label="Asks a person"
        path={isMapping ? [...path, 'mode'] : path}
        value={isMapping ? textAt(asked, 'mode') : textAt(fields, 'human_input')}
        options={[
          { id: 'before', label: 'before it begins' },
          { id: 'on_demand', label: 'when it needs to' },
          { id: 'both', label: 'both' },
        ]}
        standard={isMapping ? 'when it needs to' : 'never'}
      />
      {isMapping && (
        <Entry
          label="What the person is asked"
          path={[...path, 'prompt']}
          value={textAt(asked, 'prompt')}
          lines={1}
        />
      )}
    </>
  );
}
