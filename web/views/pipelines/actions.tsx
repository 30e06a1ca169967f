import { useState } from 'react';
import { useLocation } from 'wouter';
import { sayError, useAction } from '../../data/actions.ts';
import { call } from '../../data/api.ts';
import { queries } from '../../data/queries.ts';
import { Confirm } from '../../ui/Confirm.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { DialogForm } from '../../ui/DialogForm.tsx';
import { download } from '../../ui/download.ts';
import { Field } from '../../ui/Field.tsx';
import type { MenuAction } from '../../ui/Menu.tsx';

interface Subject {
  readonly name: string;
  readonly file: string;
  readonly isDefault: boolean;
}

interface PipelineActions {
  readonly subject: Subject;
  readonly menu: readonly MenuAction[];
  readonly open: 'duplicate' | 'remove' | null;
  readonly close: () => void;
}

/** What can be done with a pipeline as a whole, wherever it is shown. */
export function usePipelineActions(subject: Subject): PipelineActions {
  const { name, isDefault } = subject;
  const [open, setOpen] = useState<PipelineActions['open']>(null);
  const [, navigate] = useLocation();
  const setDefault = useAction('pipeline.set-default', { done: () => `${name} runs when none is named.` });
  const save = () =>
    call('pipeline.show', { pipeline: name }).then(
      ({ text }) => download(`${name}.yaml`, text, 'application/yaml'),
      sayError,
    );
  const menu: readonly MenuAction[] = [
    { id: 'runs', label: 'Its runs', run: () => navigate(`/runs?pipeline=${encodeURIComponent(name)}`) },
    {
      id: 'default',
      label: 'Make it the default',
      isDisabled: isDefault,
      run: () => setDefault.run({ pipeline: name }),
    },
    { id: 'duplicate', label: 'Duplicate', run: () => setOpen('duplicate') },
    { id: 'download', label: 'Download', run: save },
    {
      id: 'publish',
      label: 'Publish',
      run: () => navigate(`/registry?publish=${encodeURIComponent(name)}`),
    },
    { id: 'remove', label: 'Delete', isDanger: true, run: () => setOpen('remove') },
  ];
  return { subject, menu, open, close: () => setOpen(null) };
}

interface PipelineDialogsProps {
  readonly actions: PipelineActions;
  readonly onRemoved?: () => void;
}

export function PipelineDialogs({ actions, onRemoved }: PipelineDialogsProps) {
  const { subject, open, close } = actions;
  const { name, file } = subject;
  const { run } = useAction('pipeline.remove', {
    done: () => `${name} is deleted.`,
    undo: async ({ text }) => {
      await call('pipeline.create', { pipeline: name, text });
      await queries.invalidateQueries({ queryKey: ['pipeline.list'] });
    },
  });
  return (
    <>
      {open === 'duplicate' && <Duplicate name={name} onClose={close} />}
      <Confirm
        title={`Delete ${name}?`}
        verb="Delete"
        isOpen={open === 'remove'}
        onClose={close}
        onConfirm={async () => {
          if ((await run({ pipeline: name, yes: true })) !== undefined) onRemoved?.();
        }}
        lost={
          <>
            <p>
              The file <code>{file}</code> is lost
              {subject.isDefault ? ', and another pipeline becomes the default' : ''}. Runs that began with it
              go on, and stay to be seen.
            </p>
            <p>What is sound can be had back by Undo, right after.</p>
          </>
        }
      />
    </>
  );
}

function Duplicate({ name, onClose }: { readonly name: string; readonly onClose: () => void }) {
  const [as, setAs] = useState(`${name}-2`);
  const [, navigate] = useLocation();
  const { run, isPending } = useAction('pipeline.duplicate', { done: () => `${as} is a copy of ${name}.` });
  const copy = async () => {
    const copied = await run({ pipeline: name, as: as.trim() });
    if (copied === undefined) return;
    onClose();
    navigate(`/pipelines/${encodeURIComponent(copied.name)}`);
  };
  return (
    <Dialog title={`Duplicate ${name}`} isOpen onClose={onClose}>
      <DialogForm verb="Duplicate" isReady={as.trim() !== '' && !isPending} onSend={copy} onClose={onClose}>
        <Field label="Name of the copy" value={as} onChange={setAs} autoFocus />
      </DialogForm>
    </Dialog>
  );
}
