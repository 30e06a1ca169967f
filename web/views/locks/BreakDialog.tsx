import { useState } from 'react';
import { useAction } from '../../data/actions.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog, DialogActions } from '../../ui/Dialog.tsx';
import { Field } from '../../ui/Field.tsx';
import { useSubmitKeys } from '../../ui/submit-keys.ts';
import { Line } from '../../ui/Text.tsx';
import type { Lock } from './index.tsx';

/** Ends somebody else's lock, with a reason that its holder is told. */
export function BreakDialog({ lock, onClose }: { readonly lock: Lock; readonly onClose: () => void }) {
  const [reason, setReason] = useState('');
  const { run, isPending } = useAction('lock.break', {
    done: () => `The lock of ${lock.path} is ended; ${lock.holderName} was told.`,
  });
  const isReady = reason.trim() !== '' && !isPending;
  const send = async () => {
    if (!isReady) return;
    if ((await run({ ids: [lock.id], reason })) !== undefined) onClose();
  };
  return (
    <Dialog title="End this lock?" isOpen onClose={onClose}>
      <p>
        <Line of={lock.holderName} /> may be in the middle of an edit of <Line of={lock.path} />. Others may
        write there at once.
      </p>
      <div {...useSubmitKeys(send, onClose)}>
        <Field label="Why: its holder is told" value={reason} onChange={setReason} autoFocus />
      </div>
      <DialogActions>
        <Button onPress={onClose}>Cancel</Button>
        <Button kind="danger" isDisabled={!isReady} onPress={() => void send()}>
          End the lock
        </Button>
      </DialogActions>
    </Dialog>
  );
}
