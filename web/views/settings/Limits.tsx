import { useEffect, useState } from 'react';
import { useAction } from '../../data/actions.ts';
import { call, type Output } from '../../data/api.ts';
import { useRead } from '../../data/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { ErrorNote, Loading } from '../../ui/Feedback.tsx';
import { Field } from '../../ui/Field.tsx';
import { submitKeys } from '../../ui/submit-keys.ts';
import { spelled } from '../../ui/time.ts';
import { Words } from '../../ui/Words.tsx';
import styles from './Settings.module.css';

type Limit = Output<'config.limits'>[number];

/** A change comes into force without an event that would tell of it. */
const askedAgainMs = 1_000;

/** Every limit and default of this workspace, and where it comes from. */
export function Limits() {
  const [wanted, setWanted] = useState('');
  const { data, error, refetch } = useRead('config.limits', {});
  const isPending = data?.some(({ value, inForce }) => value !== inForce) ?? false;
  useEffect(() => {
    if (!isPending) return undefined;
    const timer = setInterval(() => void refetch(), askedAgainMs);
    return () => clearInterval(timer);
  }, [isPending, refetch]);
  if (error !== null) return <ErrorNote error={error} onRetry={refetch} />;
  if (data === undefined) return <Loading />;
  const shown = data.filter(({ name, doc }) => `${name} ${doc}`.toLowerCase().includes(wanted.toLowerCase()));
  return (
    <div className={styles['part']}>
      <div className={styles['bar']}>
        <Field label="Find" isLabelHidden placeholder="Find" value={wanted} onChange={setWanted} />
        <span className={styles['quiet']}>
          What you change is in <code>.shoal/config.json</code>.
        </span>
      </div>
      <ul className={styles['limits']}>
        {shown.map((limit) => (
          <Row key={limit.name} limit={limit} />
        ))}
      </ul>
    </div>
  );
}

function Row({ limit }: { readonly limit: Limit }) {
  const { name, value, inForce, doc, from } = limit;
  const shown = wordOf(limit, value);
  const [draft, setDraft] = useState<string | null>(null);
  const set = useAction('config.limit', {
    done: () => `${name} is changed.`,
    undo: () => call('config.limit', from === 'default' ? { name } : { name, value: String(value) }),
  });
  const save = async () => {
    if (draft === null || draft.trim() === '') return;
    if ((await set.run({ name, value: draft.trim() })) !== undefined) setDraft(null);
  };
  return (
    <li>
      <code>{name}</code>
      <span className={styles['quiet']}>
        <Words of={doc} />
        {inForce !== value && (
          <em className={styles['later']}>
            {' '}
            Not in force yet, for parts of the daemon not before it starts again; now it is{' '}
            {wordOf(limit, inForce)}.
          </em>
        )}
      </span>
      <div className={styles['value']} {...submitKeys(save, () => setDraft(null))}>
        <Field
          label={name}
          isLabelHidden
          isMono
          value={draft ?? shown}
          onChange={setDraft}
          onKeyDown={(event) => event.key === 'Enter' && void save()}
        />
        {draft !== null && draft !== shown && (
          <Button isDisabled={set.isPending} onPress={() => void save()}>
            Set
          </Button>
        )}
        {from !== 'default' && draft === null && (
          <Button kind="quiet" onPress={() => void set.run({ name })}>
            <span className="hidden-visually">{name} back to</span>
            Default: {wordOf(limit, limit.default)}
          </Button>
        )}
      </div>
    </li>
  );
}

/** A time as one types it; the file has milliseconds. */
function wordOf({ name }: Limit, value: Limit['value']): string {
  return typeof value === 'number' && name.endsWith('Ms') ? spelled(value) : String(value);
}
