import { useState } from 'react';
import { flushSync } from 'react-dom';
import { Link, useLocation } from 'wouter';
import { useKeys } from '../../app/keys/Keys.tsx';
import type { Output } from '../../data/api.ts';
import { Button } from '../../ui/Button.tsx';
import { Confirm } from '../../ui/Confirm.tsx';
import type { EditorHandle } from '../../ui/CodeEditor.tsx';
import { Menu } from '../../ui/Menu.tsx';
import { PipelineDialogs, usePipelineActions } from '../pipelines/actions.tsx';
import styles from './Pipeline.module.css';
import type { Draft } from '../../ui/editor/use-draft.ts';
import type { Save } from './use-save.ts';

interface HeadProps {
  readonly shown: Output<'pipeline.show'>;
  readonly draft: Draft;
  readonly saving: Save;
  readonly editor: React.RefObject<EditorHandle | null>;
}

/** Which pipeline it is, and what one does with it as a whole. */
export function Head({ shown, draft, saving, editor }: HeadProps) {
  const { name, file, isDefault, origin, pulled } = shown;
  const [, navigate] = useLocation();
  const [isReverting, setIsReverting] = useState(false);
  const actions = usePipelineActions(shown);
  const start = () => navigate(`/runs?start=1&pipeline=${encodeURIComponent(name)}`);
  const leaveNothing = () => {
    flushSync(() => draft.write(shown.text));
    navigate('/pipelines');
  };
  useKeys([
    { keys: '$mod+s', label: `Save ${name}`, run: saving.save },
    { keys: 's', label: `Start a run with ${name}`, run: start },
  ]);
  return (
    <header className={styles['head']}>
      <div className={styles['title']}>
        <h1>
          <Link href="/pipelines">Pipelines</Link> / {name}
        </h1>
        <p className={styles['facts']}>
          <code>{file}</code>
          {isDefault && <span>default</span>}
          {origin === 'aqm' && <span>of aqm</span>}
          {pulled !== null && (
            <span>
              pulled {pulled.version}
              {pulled.isChanged ? ', changed since' : ''}
            </span>
          )}
          {draft.isChanged && <strong>not saved</strong>}
        </p>
      </div>
      <div className={styles['row']}>
        <Button kind="quiet" onPress={() => editor.current?.undo()} aria-label="Undo">
          ↶
        </Button>
        <Button kind="quiet" onPress={() => editor.current?.redo()} aria-label="Redo">
          ↷
        </Button>
        <Button onPress={start} shortcut="s">
          Start a run
        </Button>
        <Button
          kind={draft.isChanged ? 'main' : 'plain'}
          isDisabled={saving.isSaving}
          onPress={() => void saving.save()}
          shortcut="$mod+s"
        >
          Save
        </Button>
        <Menu
          label={`More to do with ${name}`}
          actions={[
            {
              id: 'revert',
              label: 'Throw my changes away',
              isDisabled: !draft.isChanged,
              run: () => setIsReverting(true),
            },
            ...actions.menu,
          ]}
        />
      </div>
      <Confirm
        title="Throw your changes away?"
        verb="Throw away"
        lost="The text is that of the file again. Undo brings yours back until you leave the page."
        isOpen={isReverting}
        onClose={() => setIsReverting(false)}
        onConfirm={() => {
          draft.write(shown.text);
        }}
      />
      <PipelineDialogs actions={actions} onRemoved={leaveNothing} />
    </header>
  );
}
