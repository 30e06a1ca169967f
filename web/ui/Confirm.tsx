import { useState } from 'react';
import { Button } from './Button.tsx';
import { Dialog, DialogActions } from './Dialog.tsx';

interface ConfirmProps {
  readonly title: string;
  /** What is lost, in words. */
  readonly lost: React.ReactNode;
  /** Of the button: a verb. */
  readonly verb: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onConfirm: () => unknown;
}

/** Before what cannot be undone. */
export function Confirm({ title, lost, verb, isOpen, onClose, onConfirm }: ConfirmProps) {
  const [isDoing, setIsDoing] = useState(false);
  return (
    <Dialog title={title} role="alertdialog" isOpen={isOpen} onClose={onClose}>
      <div>{lost}</div>
      <DialogActions>
        <Button onPress={onClose}>Cancel</Button>
        <Button
          kind="danger"
          autoFocus
          isDisabled={isDoing}
          onPress={() => {
            setIsDoing(true);
            void Promise.resolve(onConfirm()).finally(() => {
              setIsDoing(false);
              onClose();
            });
          }}
        >
          {verb}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
