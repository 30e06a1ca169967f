import { useState } from 'react';
import { useLocation } from 'wouter';
import { useAction } from '../../data/actions.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { DialogForm } from '../../ui/DialogForm.tsx';
import { Field } from '../../ui/Field.tsx';
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
      <DialogForm verb="Fork" isReady={!isPending} onSend={fork} onClose={onClose}>
        <Field
          label="Its first turn"
          hint="The other agent remembers what this one does, and both go on from here."
          lines={4}
          value={text}
          onChange={setText}
          autoFocus
        />
        <Field label="Name" hint="Without one it gets the next free." value={name} onChange={setName} />
      </DialogForm>
    </Dialog>
  );
}
