import { useState } from 'react';
import { useRead } from '../../../data/queries.ts';
import { Button } from '../../../ui/Button.tsx';
import { Confirm } from '../../../ui/Confirm.tsx';
import { Field } from '../../../ui/Field.tsx';
import { StageContext, useForms, useStage } from '../context.ts';
import { leadingTo, type Stage, textAt } from '../model.ts';
import styles from '../Pipeline.module.css';
import { asOptions, Choice } from './Choice.tsx';
import { Entry, onEnter } from './Entry.tsx';
import { Gate } from './Gate.tsx';
import { Handoffs } from './Handoffs.tsx';
import { More } from './More.tsx';
import { Session } from './Session.tsx';

const strategies = ['none', 'last_only', 'own', 'shared', 'both'] as const;

/** All that one agent, or one session, is. */
export function StageForm({ stage }: { readonly stage: Stage }) {
  const { id, fields } = stage;
  const isSession = fields['type'] === 'session';
  const path = ['agents', id];
  return (
    <StageContext value={stage}>
      <section className={styles['form']} aria-label={`Form of ${id}`}>
        <StageHead id={id} isSession={isSession} />
        <div className={styles['pair']}>
          <Id id={id} />
          <Entry
            label="Name"
            path={[...path, 'name']}
            value={textAt(fields, 'name')}
            placeholder="its id in words"
          />
        </div>
        {isSession ? (
          <Session />
        ) : (
          <>
            <Runtime />
            <Entry
              label="Role prompt"
              hint="{{ input }} is what it is given, {{ context }} what happened before."
              path={[...path, 'system_prompt']}
              value={textAt(fields, 'system_prompt')}
              lines={5}
            />
            <Choice
              label="What it is told of before"
              path={[...path, 'context_strategy']}
              value={textAt(fields, 'context_strategy')}
              options={asOptions(...strategies)}
              standard="both"
            />
          </>
        )}
        <Handoffs />
        <Gate />
        {!isSession && <More />}
      </section>
    </StageContext>
  );
}

function StageHead({ id, isSession }: { readonly id: string; readonly isSession: boolean }) {
  const { model, edits, select } = useForms();
  const [isRemoving, setIsRemoving] = useState(false);
  const lost = leadingTo(model, id);
  return (
    <header className={styles['formHead']}>
      <h2>
        <code>{id}</code> <span className={styles['quiet']}>{isSession ? 'session' : 'agent'}</span>
      </h2>
      <Button kind="danger" onPress={() => setIsRemoving(true)}>
        Remove
      </Button>
      <Button kind="quiet" onPress={() => select(null)} aria-label={`Close the form of ${id}`}>
        ×
      </Button>
      <Confirm
        title={`Remove ${id}?`}
        verb="Remove"
        isOpen={isRemoving}
        onClose={() => setIsRemoving(false)}
        onConfirm={async () => {
          if (await edits.make({ do: 'remove', path: ['agents', id] })) select(null);
        }}
        lost={
          <>
            <p>
              Its part of the text goes, with the comments in it. Undo brings it back until you leave the
              page.
            </p>
            {lost.length > 0 && (
              <>
                <p>What leads to it goes, too:</p>
                <ul className={styles['lost']}>
                  {lost.map((line, at) => (
                    <li key={`${at} ${line}`}>{line}</li>
                  ))}
                </ul>
              </>
            )}
          </>
        }
      />
    </header>
  );
}

function Id({ id }: { readonly id: string }) {
  const { edits, select } = useForms();
  const [typed, setTyped] = useState<string | null>(null);
  const rename = async () => {
    const wanted = typed?.trim() ?? id;
    const isDone =
      wanted !== id &&
      wanted !== '' &&
      (await edits.make({ do: 'rename', path: ['agents', id], value: wanted }));
    if (isDone) select(wanted);
    setTyped(null);
  };
  return (
    <Field
      label="Id"
      isMono
      value={typed ?? id}
      onChange={setTyped}
      onBlur={() => void rename()}
      onKeyDown={onEnter(rename)}
      {...(/^[A-Za-z_][\w-]{0,63}$/.test(typed ?? id)
        ? {}
        : { error: 'Letters, digits, _ and -; a letter first.' })}
    />
  );
}

function Runtime() {
  const { model } = useForms();
  const { id, fields } = useStage();
  const { data: config } = useRead('config.show', {});
  const { data: matrix } = useRead('harness.matrix', {});
  const key = fields['runtime'] === undefined && fields['profile'] !== undefined ? 'profile' : 'runtime';
  const profiles = config?.profiles.map(({ name }) => name) ?? [];
  const harnesses = matrix?.harnesses.map(({ name }) => name) ?? [];
  const models = model.stages.map((one) => textAt(one.fields, 'model')).filter((one) => one !== '');
  return (
    <div className={styles['pair']}>
      <Entry
        label="Runtime"
        path={['agents', id, key]}
        value={textAt(fields, key)}
        options={[...new Set([...profiles, ...harnesses])]}
      />
      <Entry
        label="Model"
        path={['agents', id, 'model']}
        value={textAt(fields, 'model')}
        options={[...new Set(models)]}
        placeholder="of the runtime"
      />
    </div>
  );
}
