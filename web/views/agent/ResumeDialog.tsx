import { useState } from 'react';
import { useLocation } from 'wouter';
import { useAction } from '../../data/actions.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog, DialogActions } from '../../ui/Dialog.tsx';
import { Field } from '../../ui/Field.tsx';
import { useSubmitKeys } from '../../ui/submit-keys.ts';
import styles from './Agent.module.css';
import type { SessionShown } from './use-subject.ts';

/** Goes on where a session was. */
export function ResumeDialog({
  session,
  onClose,
}: {
  readonly session: SessionShown;
  readonly onClose: () => void;
}) {
  const [text, setText] = useState('');
  const [, navigate] = useLocation();
  const { run, isPending } = useAction('session.resume', {
    done: ({ agentName }) => `${agentName} goes on.`,
  });
  const resume = async (): Promise<void> => {
    const gone = await run({ session: session.id, ...(text.trim() === '' ? {} : { text }) });
    if (gone === undefined) return;
    onClose();
    navigate(`/agents/${gone.id}`);
  };
  return (
    <Dialog title={`Resume ${session.agentName}`} isOpen onClose={onClose}>
      <div className={styles['form']} {...useSubmitKeys(resume, onClose)}>
        <Field
          label="Its next turn"
          hint="It remembers what was said. Without a turn it waits for a message."
          lines={4}
          value={text}
          onChange={setText}
          autoFocus
        />
      </div>
      <DialogActions>
        <Button onPress={onClose}>Cancel</Button>
        <Button kind="main" isDisabled={isPending} onPress={() => void resume()} shortcut="$mod+Enter">
          Resume
        </Button>
      </DialogActions>
    </Dialog>
  );
}
