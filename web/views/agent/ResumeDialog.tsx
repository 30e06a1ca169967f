import { useState } from 'react';
import { useLocation } from 'wouter';
import { useAction } from '../../data/actions.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { DialogForm } from '../../ui/DialogForm.tsx';
import { Field } from '../../ui/Field.tsx';
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
      <DialogForm verb="Resume" isReady={!isPending} onSend={resume} onClose={onClose}>
        <Field
          label="Its next turn"
          hint="It remembers what was said. Without a turn it waits for a message."
          lines={4}
          value={text}
          onChange={setText}
          autoFocus
        />
      </DialogForm>
    </Dialog>
  );
}
