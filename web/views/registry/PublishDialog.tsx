import { useState } from 'react';
import { useAction } from '../../data/actions.ts';
import type { Output } from '../../data/api.ts';
import { useRead } from '../../data/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { Check } from '../../ui/Check.tsx';
import { Dialog, DialogActions } from '../../ui/Dialog.tsx';
import { DialogForm } from '../../ui/DialogForm.tsx';
import { Field, Select } from '../../ui/Field.tsx';
import { Line } from '../../ui/Text.tsx';
import styles from './Registry.module.css';
import { useWhere } from './where.ts';

interface PublishDialogProps {
  /** null: one is chosen here. */
  readonly pipeline: string | null;
  readonly onClose: () => void;
}

type Published = Output<'pipeline.publish'>;

/** Gives a pipeline to others as its next version; says what they will see in it. */
export function PublishDialog({ pipeline, onClose }: PublishDialogProps) {
  const [published, setPublished] = useState<Published | null>(null);
  return (
    <Dialog title="Publish a pipeline" isOpen onClose={onClose} isWide>
      {published === null ? (
        <Form first={pipeline} onPublished={setPublished} onClose={onClose} />
      ) : (
        <Done published={published} onClose={onClose} />
      )}
    </Dialog>
  );
}

interface FormProps {
  readonly first: string | null;
  readonly onPublished: (published: Published) => void;
  readonly onClose: () => void;
}

function Form({ first, onPublished, onClose }: FormProps) {
  const { repo: asked } = useWhere();
  const { data: all = [] } = useRead('pipeline.list', {});
  const [chosen, setChosen] = useState(first);
  const [given, setGiven] = useState({ name: '', description: '', version: '', repo: asked });
  const [isLocal, setIsLocal] = useState(false);
  const { run, isPending } = useAction('pipeline.publish');
  const pipeline = chosen ?? all.find(({ isDefault }) => isDefault)?.name ?? all[0]?.name;
  const row = all.find(({ name }) => name === pipeline);
  const field = (key: keyof typeof given) => ({
    value: given[key],
    onChange: (value: string) => setGiven((before) => ({ ...before, [key]: value })),
  });
  const publish = async () => {
    if (pipeline === undefined) return;
    const { repo, ...rest } = given;
    const wanted = { ...rest, ...(isLocal ? {} : { repo }) };
    const filled = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value.trim() !== ''));
    const published = await run({ pipeline, ...filled, ...(isLocal ? { local: true } : {}) });
    if (published !== undefined) onPublished(published);
  };
  if (pipeline === undefined) return <p>There is no pipeline here to publish.</p>;
  return (
    <DialogForm verb="Publish" isReady={!isPending} onSend={publish} onClose={onClose}>
      <Select
        label="Pipeline"
        value={pipeline}
        options={all.map(({ name }) => ({ id: name, label: name }))}
        onChange={setChosen}
      />
      <Field label="Name there" placeholder={pipeline} {...field('name')} />
      <Field
        label="What it is for, in a line"
        placeholder={row?.description ?? ''}
        {...field('description')}
      />
      <Field
        label="Version"
        placeholder="the patch after the highest, or 1.0.0"
        hint="Three numbers. A version never changes once it is published."
        {...field('version')}
      />
      <Field
        label="To which registry"
        placeholder="that of shoal.yaml, else your own on this machine"
        isDisabled={isLocal}
        {...field('repo')}
      />
      <Check isSelected={isLocal} onChange={setIsLocal}>
        Only for myself, on this machine
      </Check>
    </DialogForm>
  );
}

function Done({ published, onClose }: { readonly published: Published; readonly onClose: () => void }) {
  const { name, version, to, notes } = published;
  return (
    <>
      <p role="status">
        <strong>
          {name}@{version}
        </strong>{' '}
        is published to <Line of={to} />.
      </p>
      {notes.length > 0 && (
        <>
          <p>Who reads it sees:</p>
          <ul className={styles['runs']}>
            {notes.map((note) => (
              <li key={note}>
                <Line of={note} />
              </li>
            ))}
          </ul>
        </>
      )}
      <DialogActions>
        <Button kind="main" autoFocus onPress={onClose}>
          Close
        </Button>
      </DialogActions>
    </>
  );
}
