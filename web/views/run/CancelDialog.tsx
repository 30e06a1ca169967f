import { useState } from 'react';
import { useAction } from '../../data/actions.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog, DialogActions } from '../../ui/Dialog.tsx';
import { Field } from '../../ui/Field.tsx';
import type { RunShown } from './index.tsx';

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
      <p>
        {run.working.length === 0
          ? 'Nobody works for it now.'
          : `What ${run.working.join(', ')} is doing now is stopped, and what it has said so far is lost.`}{' '}
        Steps that ended stay; a restart can go on from any of them.
      </p>
      <Field label="Why (may be left out)" value={reason} onChange={setReason} autoFocus />
      <DialogActions>
        <Button onPress={onClose}>Let it go on</Button>
        <Button kind="danger" isDisabled={isPending} onPress={() => void send()}>
          Cancel the run
        </Button>
      </DialogActions>
    </Dialog>
  );
}
