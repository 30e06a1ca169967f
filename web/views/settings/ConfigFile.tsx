import { useState } from 'react';
import { useKeys } from '../../app/keys/Keys.tsx';
import { sayError, useAction } from '../../data/actions.ts';
import { call } from '../../data/api.ts';
import { queries, useRead } from '../../data/queries.ts';
import { Button } from '../../ui/Button.tsx';
import CodeEditor from '../../ui/CodeEditor.tsx';
import { ErrorNote, Loading } from '../../ui/Feedback.tsx';
import { useDelayed } from '../../ui/use-delayed.ts';
import styles from './Settings.module.css';

interface Draft {
  readonly text: string;
  /** Version of the file that it was made from. */
  readonly base: string;
}

/** shoal.yaml itself: checked as it is written, and written only when it is sound. */
export default function ConfigFile() {
  const source = useRead('config.source', {});
  const schema = useRead('config.schema', {});
  const [draft, setDraft] = useState<Draft | null>(null);
  const text = draft?.text ?? source.data?.text ?? '';
  const checked = useRead('config.check', { text: useDelayed(text) }, { enabled: source.data !== undefined });
  const write = useAction('config.write', {
    done: () => 'Saved.',
    undo: async ({ version }) => {
      await call('config.write', { text: source.data?.text ?? '', base: version });
      await queries.invalidateQueries({ queryKey: ['config.source'] });
    },
  });
  const [goTo, setGoTo] = useState<{ readonly line: number } | null>(null);
  const isChanged = draft !== null && draft.text !== source.data?.text;
  const save = async () => {
    if (draft === null || !isChanged) return;
    if ((await write.run({ text: draft.text, base: draft.base })) === undefined) return;
    await queries.invalidateQueries({ queryKey: ['config.source'] }).catch(sayError);
    setDraft(null);
  };
  useKeys([{ keys: '$mod+s', label: 'Save shoal.yaml', run: save, isKeyOnly: true }]);
  if (source.error !== null) return <ErrorNote error={source.error} onRetry={source.refetch} />;
  if (source.data === undefined || schema.data === undefined) return <Loading />;
  const { file, exists, version } = source.data;
  const found = checked.data?.found ?? [];
  return (
    <div className={styles['file']}>
      <div className={styles['bar']}>
        <code className={styles['quiet']}>{file}</code>
        {!exists && <span>There is none yet; it begins when you save.</span>}
        {draft !== null && draft.base !== version && (
          <span role="alert">It was changed meanwhile: take it over by hand, or throw yours away.</span>
        )}
        <span className={styles['end']}>
          {isChanged && <Button onPress={() => setDraft(null)}>Throw away</Button>}
          <Button
            kind="main"
            isDisabled={!isChanged || checked.data?.ok === false || write.isPending}
            onPress={() => void save()}
            shortcut="$mod+s"
          >
            Save
          </Button>
        </span>
      </div>
      <CodeEditor
        label="shoal.yaml"
        value={text}
        schema={schema.data}
        problems={found.map((one) => ({ ...one, severity: 'error' }))}
        onChange={(next) => setDraft({ text: next, base: draft?.base ?? version })}
        goTo={goTo}
      />
      <ul className={styles['problems']} aria-label="What is wrong">
        {checked.data?.problems.map((problem, at) => (
          <li key={problem}>
            <Button kind="quiet" onPress={() => setGoTo({ line: found[at]?.line ?? 1 })}>
              {problem}
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
