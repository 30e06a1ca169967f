import { useState } from 'react';
import { useAction } from '../../data/actions.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { DialogForm } from '../../ui/DialogForm.tsx';
import { Field } from '../../ui/Field.tsx';
import type { RunShown } from './run-shown.ts';

/** Ends a run. */
export function CancelDialog({ run, onClose }: { readonly run: RunShown; readonly onClose: () => void }) {
  const [reason, setReason] = useState('');
  const { run: cancel, isPending } = useAction('run.cancel', { done: () => `${run.id} is cancelled.` });
  const send = async () => {
    const why = reason.trim() === '' ? {} : { reason };
    if ((await cancel({ id: run.id, ...why })) !== undefined) onClose();
  };
  return (
    <Dialog title={`Cancel ${run.id}?`} role="alertdialog" isOpen onClose={onClose}>
      <DialogForm
        verb="Cancel the run"
        kind="danger"
        cancel="Let it go on"
        isReady={!isPending}
        onSend={send}
        onClose={onClose}
      >
        <p>
          {run.working.length === 0
            ? 'Nobody works for it now.'
            : `What ${run.working.join(', ')} is doing now is stopped, and what it has said so far is lost.`}{' '}
          Steps that ended stay; a restart can go on from any of them.
        </p>
        <Field label="Why (may be left out)" value={reason} onChange={setReason} autoFocus />
      </DialogForm>
    </Dialog>
  );
}
