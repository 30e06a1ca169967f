import { useState } from 'react';
import { useAction } from '../../data/actions.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { DialogForm } from '../../ui/DialogForm.tsx';
import { Field } from '../../ui/Field.tsx';
import { Line } from '../../ui/Text.tsx';
import type { Lock } from './lock.ts';

/** Ends somebody else's lock, with a reason that its holder is told. */
export function BreakDialog({ lock, onClose }: { readonly lock: Lock; readonly onClose: () => void }) {
  const [reason, setReason] = useState('');
  const { run, isPending } = useAction('lock.break', {
    done: () => `The lock of ${lock.path} is ended; ${lock.holderName} was told.`,
  });
  const send = async () => {
    if ((await run({ ids: [lock.id], reason })) !== undefined) onClose();
  };
  return (
    <Dialog title="End this lock?" isOpen onClose={onClose}>
      <DialogForm
        verb="End the lock"
        kind="danger"
        isReady={reason.trim() !== '' && !isPending}
        onSend={send}
        onClose={onClose}
      >
        <p>
          <Line of={lock.holderName} /> may be in the middle of an edit of <Line of={lock.path} />. Others may
          write there at once.
        </p>
        <Field label="Why: its holder is told" value={reason} onChange={setReason} autoFocus />
      </DialogForm>
    </Dialog>
  );
}
