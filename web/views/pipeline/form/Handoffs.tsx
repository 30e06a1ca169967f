import { Button } from '../../../ui/Button.tsx';
import { useForms, useStage } from '../context.ts';
import { type Fields, listAt, textAt, words } from '../model.ts';
import styles from '../Pipeline.module.css';
import { Entry } from './Entry.tsx';

const conditions = [
  'always',
  'on_approve',
  'on_reject',
  'on_pass',
  'on_consensus',
  'on_no_consensus',
  'auto',
] as const;

/** To whom it hands over, and when. */
export function Handoffs() {
  const { model, edits } = useForms();
  const { id, fields } = useStage();
  const path = ['agents', id, 'handoffs'];
  const others = model.stages.map((one) => one.id).filter((one) => one !== id);
  const handoffs = listAt(fields, 'handoffs');
  const add = () => edits.make({ do: 'add', path, value: { to: others[0] ?? id } });
  return (
    <fieldset className={styles['part']}>
      <legend>Hands over to</legend>
      {handoffs.length === 0 && <p className={styles['quiet']}>Nobody: it is the last.</p>}
      {handoffs.map((handoff, at) => (
        <Handoff
          // oxlint-disable-next-line react/no-array-index-key -- a handoff is named by its number in the file, too
          key={at}
          at={at}
          path={[...path, String(at)]}
          fields={typeof handoff === 'object' && handoff !== null ? (handoff as Fields) : {}}
          others={others}
        />
      ))}
      <div>
        <Button onPress={() => void add()}>Add a handoff</Button>
      </div>
    </fieldset>
  );
}

interface HandoffProps {
  readonly at: number;
  readonly path: readonly string[];
  readonly fields: Fields;
  readonly others: readonly string[];
}

function Handoff({ at, path, fields, others }: HandoffProps) {
  const { edits } = useForms();
  const isList = Array.isArray(fields['to']);
  return (
    <div className={styles['handoff']} role="group" aria-label={`Handoff ${at + 1}`}>
      <Entry
        label="To"
        path={[...path, 'to']}
        value={textAt(fields, 'to')}
        options={others}
        toData={(text) => (isList ? words(text) : text.trim())}
      />
      <Entry
        label="When"
        path={[...path, 'condition']}
        value={textAt(fields, 'condition')}
        options={conditions}
        placeholder="always"
      />
      <Button
        kind="quiet"
        aria-label={`Remove handoff ${at + 1}`}
        onPress={() => void edits.make({ do: 'remove', path: [...path] })}
      >
        ×
      </Button>
      <div className={styles['wide']}>
        <Entry
          label="What the next one is given"
          path={[...path, 'payload']}
          value={textAt(fields, 'payload')}
          placeholder="{{ output }}"
          lines={1}
        />
      </div>
    </div>
  );
}
