import { Choices } from '../../../ui/Choices.tsx';
import { useForms, useStage } from '../context.ts';
import { fieldsAt, listAt, textAt } from '../model.ts';
import styles from '../Pipeline.module.css';
import { asOptions, Choice } from './Choice.tsx';
import { Entry, toNumber } from './Entry.tsx';

/** Agents that discuss until they agree. */
export function Session() {
  const { model, edits } = useForms();
  const { id, fields } = useStage();
  const path = ['agents', id];
  const members = listAt(fields, 'participants').map(String);
  const agents = model.stages.filter((one) => one.fields['type'] !== 'session').map((one) => one.id);
  const unknown = members.filter((member) => !agents.includes(member));
  return (
    <>
      <Choices
        label="Who takes part"
        several
        choices={[...agents, ...unknown].map((value) => ({ value, label: value }))}
        chosen={members}
        onChoose={(chosen) =>
          void edits.make({ do: 'set', path: [...path, 'participants'], value: inOrder(members, chosen) })
        }
      />
      <div className={styles['pair']}>
        <Entry
          label="Rounds at most"
          path={[...path, 'max_rounds']}
          value={textAt(fields, 'max_rounds')}
          placeholder="10"
          toData={toNumber}
        />
        <Choice
          label="Who speaks next"
          path={[...path, 'turn_order']}
          value={textAt(fields, 'turn_order')}
          options={asOptions('round_robin', 'moderator')}
          standard="round robin"
        />
      </div>
      <div className={styles['pair']}>
        <Choice
          label="Who must agree"
          path={[...path, 'consensus', 'require']}
          value={textAt(fieldsAt(fields, 'consensus'), 'require')}
          options={asOptions('all', 'majority')}
          standard="all"
        />
        <Entry
          label="Who sums it up"
          path={[...path, 'summary_agent']}
          value={textAt(fields, 'summary_agent')}
          options={members}
        />
      </div>
      <Entry
        label="Prompt"
        hint="{{ transcript }} is what was said so far."
        path={[...path, 'system_prompt']}
        value={textAt(fields, 'system_prompt')}
        lines={3}
      />
    </>
  );
}

/** Who was there keeps their place: it is the order in which they speak. */
function inOrder(before: readonly string[], chosen: readonly string[]): readonly string[] {
  return [
    ...before.filter((member) => chosen.includes(member)),
    ...chosen.filter((member) => !before.includes(member)),
  ];
}
