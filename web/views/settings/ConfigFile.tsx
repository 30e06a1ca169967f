import { useMemo, useState } from 'react';
import { useKeys } from '../../app/keys/Keys.tsx';
import { useAction } from '../../data/actions.ts';
import { call, type Output } from '../../data/api.ts';
import { queries, useRead } from '../../data/queries.ts';
import { useFresh } from '../../data/use-fresh.ts';
import { Button } from '../../ui/Button.tsx';
import CodeEditor from '../../ui/CodeEditor.tsx';
import type { Schema } from '../../ui/editor/schema.ts';
import { useDraft } from '../../ui/editor/use-draft.ts';
import { ErrorNote, Loading } from '../../ui/Feedback.tsx';
import { useDelayed } from '../../ui/use-delayed.ts';
import styles from './Settings.module.css';

/** shoal.yaml itself: checked as it is written, and written only when it is sound. */
export default function ConfigFile() {
  useFresh('config.source');
  const source = useRead('config.source', {});
  const schema = useRead('config.schema', {});
  const error = source.error ?? schema.error;
  if (error !== null) return <ErrorNote error={error} onRetry={source.refetch} />;
  if (source.data === undefined || schema.data === undefined) return <Loading />;
  return <Editor source={source.data} schema={schema.data} />;
}

interface EditorProps {
  readonly source: Output<'config.source'>;
  readonly schema: Schema;
}

function Editor({ source: { file, exists, text: saved, version }, schema }: EditorProps) {
  const draft = useDraft({ name: 'shoal.yaml', text: saved, version });
  const { data: checked } = useRead('config.check', { text: useDelayed(draft.text) });
  const write = useAction('config.write', {
    done: () => 'Saved.',
    undo: (output) => call('config.write', { text: saved, base: output.version }),
  });
  const [goTo, setGoTo] = useState<{ readonly line: number } | null>(null);
  const save = async () => {
    const { text, base, isChanged } = draft;
    const written = isChanged ? await write.run({ text, base }) : undefined;
    if (written === undefined) return;
    queries.setQueryData<Output<'config.source'>>(['config.source', {}], (before) =>
      before === undefined ? before : { ...before, exists: true, text, version: written.version },
    );
    draft.rebase(written.version);
  };
  useKeys([{ keys: '$mod+s', label: 'Save shoal.yaml', run: save, isKeyOnly: true }]);
  const found = checked?.found;
  const problems = useMemo(
    () => found?.map((one) => ({ ...one, severity: 'error' as const })) ?? [],
    [found],
  );
  return (
    <div className={styles['file']}>
      <div className={styles['bar']}>
        <code className={styles['quiet']}>{file}</code>
        {!exists && <span>There is none yet; it begins when you save.</span>}
        {draft.isBehind && !write.isPending && (
          <>
            <span role="alert">Somebody else has changed it since you began. Yours is not saved.</span>
            <Button onPress={() => draft.rebase(version)}>Keep mine</Button>
          </>
        )}
        <span className={styles['end']}>
          {draft.isChanged && <Button onPress={() => draft.write(saved)}>Throw away</Button>}
          <Button
            kind="main"
            isDisabled={!draft.isChanged || checked?.ok === false || write.isPending}
            onPress={() => void save()}
            shortcut="$mod+s"
          >
            Save
          </Button>
        </span>
      </div>
      <CodeEditor
        label="shoal.yaml"
        value={draft.text}
        schema={schema}
        problems={problems}
        onChange={draft.write}
        goTo={goTo}
      />
      <ul className={styles['problems']} aria-label="What is wrong">
        {checked?.problems.map((problem, at) => (
          <li key={problem}>
            <Button kind="quiet" onPress={() => setGoTo({ line: found?.[at]?.line ?? 1 })}>
              {problem}
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
