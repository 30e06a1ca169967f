import { useState } from 'react';
import { useLocation } from 'wouter';
import { useAction } from '../../data/actions.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog, DialogActions } from '../../ui/Dialog.tsx';
import { Field } from '../../ui/Field.tsx';
import { useSubmitKeys } from '../../ui/submit-keys.ts';
import styles from './Agent.module.css';
import type { SessionShown } from './use-subject.ts';

/** Another agent that remembers all that this one does. */
export function ForkDialog({
  session,
  onClose,
}: {
  readonly session: SessionShown;
  readonly onClose: () => void;
}) {
  const [text, setText] = useState('');
  const [name, setName] = useState('');
  const [, navigate] = useLocation();
  const { run, isPending } = useAction('session.fork', {
    done: ({ agentName }) => `${agentName} was started.`,
  });
  const fork = async (): Promise<void> => {
    const made = await run({
      session: session.id,
      ...(text.trim() === '' ? {} : { text }),
      ...(name.trim() === '' ? {} : { name: name.trim() }),
    });
    if (made === undefined) return;
    onClose();
    navigate(`/agents/${made.id}`);
  };
  return (
    <Dialog title={`Fork ${session.agentName}`} isOpen onClose={onClose}>
      <div className={styles['form']} {...useSubmitKeys(fork, onClose)}>
        <Field
          label="Its first turn"
          hint="The other agent remembers what this one does, and both go on from here."
          lines={4}
          value={text}
          onChange={setText}
          autoFocus
        />
        <Field label="Name" hint="Without one it gets the next free." value={name} onChange={setName} />
      </div>
      <DialogActions>
        <Button onPress={onClose}>Cancel</Button>
        <Button kind="main" isDisabled={isPending} onPress={() => void fork()} shortcut="$mod+Enter">
          Fork
        </Button>
      </DialogActions>
    </Dialog>
  );
}
