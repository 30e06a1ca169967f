import { useState } from 'react';
import { useAction } from '../../data/actions.ts';
import { Choices } from '../../ui/Choices.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { DialogForm } from '../../ui/DialogForm.tsx';
import { Field } from '../../ui/Field.tsx';

type Priority = 'now' | 'next' | 'idle';
const priorities: readonly {
  readonly value: Priority;
  readonly label: string;
  readonly description: string;
}[] = [
  { value: 'next', label: 'Next', description: 'with the next turn, or after a tool' },
  { value: 'now', label: 'Now', description: 'interrupts, or is seen before the next tool call' },
  { value: 'idle', label: 'When idle', description: 'once there is nothing else to do' },
];

/** A message to agents, a role, a topic or everybody. */
export function Compose({ to: first, onClose }: { readonly to: string; readonly onClose: () => void }) {
  const [to, setTo] = useState(first);
  const [text, setText] = useState('');
  const [priority, setPriority] = useState<Priority>('next');
  const { run, isPending } = useAction('message.send', { done: () => 'Sent.' });
  const recipients = to.split(/[\s,]+/).filter((one) => one !== '');
  const send = async () => {
    const sent = await run({ text, priority, ...(recipients.length === 0 ? {} : { to: recipients }) });
    if (sent !== undefined) onClose();
  };
  return (
    <Dialog title="Write" isOpen onClose={onClose}>
      <DialogForm verb="Send" isReady={text.trim() !== '' && !isPending} onSend={send} onClose={onClose}>
        <Field
          label="To"
          hint="Names, @role, @leader, #topic; nobody named is everybody"
          placeholder="@all"
          value={to}
          onChange={setTo}
        />
        <Field label="Message" lines={5} value={text} onChange={setText} autoFocus />
        <Choices
          label="When it reaches them"
          choices={priorities}
          chosen={[priority]}
          onChoose={([chosen]) =>
            setPriority(priorities.find(({ value }) => value === chosen)?.value ?? 'next')
          }
        />
      </DialogForm>
    </Dialog>
  );
}
