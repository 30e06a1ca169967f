import { lazy, Suspense, useState } from 'react';
import { unifiedDiff } from '../../../src/domain/unified-diff.ts';
import { useAction } from '../../data/actions.ts';
import type { Output } from '../../data/api.ts';
import { useRead } from '../../data/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog, DialogActions } from '../../ui/Dialog.tsx';
import { ErrorNote, Loading } from '../../ui/Feedback.tsx';
import { Line } from '../../ui/Text.tsx';
import styles from './Pipeline.module.css';
import type { Draft } from '../../ui/editor/use-draft.ts';
import type { Save } from './use-save.ts';

const DiffView = lazy(() => import('../../ui/DiffView.tsx'));

interface NoticesProps {
  readonly shown: Output<'pipeline.show'>;
  readonly draft: Draft;
  readonly saving: Save;
  readonly onFirstProblem: (() => void) | null;
}

/** What keeps the text from being the file, or the file from running. */
export function Notices({ shown, draft, saving, onFirstProblem }: NoticesProps) {
  const isRefused = saving.refused !== null && saving.refused === draft.text;
  return (
    <>
      {draft.isBehind && !saving.isSaving && <Behind shown={shown} draft={draft} />}
      {isRefused && (
        <div className={styles['notice']} role="alert" data-bad>
          <p>It was not saved: something in it is wrong.</p>
          {onFirstProblem !== null && <Button onPress={onFirstProblem}>To the first of it</Button>}
          <Button onPress={() => void saving.keep()}>Keep it as a draft</Button>
        </div>
      )}
      {shown.draft !== null && shown.draft !== draft.text && (
        <div className={styles['notice']}>
          <p>A draft is kept beside the file: an edit that was not sound yet.</p>
          <Button onPress={() => draft.write(shown.draft ?? '')}>Take it up</Button>
        </div>
      )}
      {!shown.isAccepted && <Acceptance name={shown.name} pulled={shown.pulled} isSaved={!draft.isChanged} />}
    </>
  );
}

function Behind({ shown, draft }: Pick<NoticesProps, 'shown' | 'draft'>) {
  const [isOpen, setIsOpen] = useState(false);
  const takeTheirs = () => {
    draft.write(shown.text);
    setIsOpen(false);
  };
  const keepMine = () => {
    draft.rebase(shown.version);
    setIsOpen(false);
  };
  return (
    <div className={styles['notice']} role="alert" data-bad>
      <p>Somebody else has changed the file since you began. Yours is not saved.</p>
      <Button onPress={() => setIsOpen(true)}>Compare</Button>
      <Button onPress={takeTheirs}>Take theirs</Button>
      <Button onPress={keepMine}>Keep mine</Button>
      <Dialog title="From theirs to yours" isOpen={isOpen} onClose={() => setIsOpen(false)} isWide>
        <Suspense fallback={<Loading />}>
          <DiffView isInline files={[comparison(shown.file, shown.text, draft.text)]} />
        </Suspense>
        <p className={styles['quiet']}>
          Mine kept, the next save puts it in place of theirs. Theirs taken, undo brings yours back.
        </p>
        <DialogActions>
          <Button onPress={() => setIsOpen(false)}>Cancel</Button>
          <Button onPress={takeTheirs}>Take theirs</Button>
          <Button kind="main" onPress={keepMine}>
            Keep mine
          </Button>
        </DialogActions>
      </Dialog>
    </div>
  );
}

function comparison(path: string, theirs: string, mine: string) {
  const diff = unifiedDiff(path, theirs, mine);
  return { path, status: 'changed', added: null, removed: null, binary: false, diff };
}

interface AcceptanceProps {
  readonly name: string;
  readonly pulled: Output<'pipeline.show'>['pulled'];
  readonly isSaved: boolean;
}

/** It came from elsewhere, and no person has agreed to it as it is now. */
function Acceptance({ name, pulled, isSaved }: AcceptanceProps) {
  const { data, error } = useRead('pipeline.permissions', { pipeline: name });
  const { run, isPending } = useAction('pipeline.accept', { done: () => `${name} may run here.` });
  return (
    <section className={styles['accept']} aria-label="What it would run">
      <p>
        It was pulled{pulled === null ? '' : ` (${pulled.version}, from ${pulled.from})`}
        {pulled?.isChanged === true ? ', changed since,' : ''} and runs only when you agree. It would run:
      </p>
      {error !== null && <ErrorNote error={error} />}
      <ul>
        {data?.runs.map((line) => (
          <li key={line}>
            <Line of={line} />
          </li>
        ))}
      </ul>
      <div className={styles['row']}>
        <Button
          kind="main"
          isDisabled={data === undefined || isPending || !isSaved}
          onPress={() => void run({ pipeline: name, yes: true })}
        >
          Let it run here
        </Button>
        {!isSaved && <span className={styles['quiet']}>Save it first: you agree to the file as it is.</span>}
      </div>
    </section>
  );
}
