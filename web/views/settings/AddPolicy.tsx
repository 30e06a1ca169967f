import { useState } from 'react';
import { useAction } from '../../data/actions.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { DialogForm } from '../../ui/DialogForm.tsx';
import { Field, Select } from '../../ui/Field.tsx';

const decisions = [
  { id: 'allow', label: 'Allow' },
  { id: 'deny', label: 'Deny' },
  { id: 'ask', label: 'Ask me' },
] as const;
const fields = [
  { id: 'command', label: 'Command', hint: 'A pattern: npm test*' },
  { id: 'tool', label: 'Tool', hint: 'Its name, as the harness says it: Bash, Write' },
  { id: 'path', label: 'Path', hint: 'A pattern: docs/**' },
  { id: 'profile', label: 'Profile', hint: 'Only of agents with this profile' },
  { id: 'reason', label: 'Reason', hint: 'Told to the agent, and to who reads the list' },
] as const;

/** A policy of one's own. */
export function AddPolicy({ onClose }: { readonly onClose: () => void }) {
  const [decision, setDecision] = useState<'allow' | 'deny' | 'ask'>('allow');
  const [given, setGiven] = useState<Readonly<Record<string, string>>>({});
  const { run, isPending } = useAction('config.policy-add', { done: () => 'Added.' });
  const filled = Object.fromEntries(Object.entries(given).filter(([, value]) => value.trim() !== ''));
  const add = async () => {
    if ((await run({ decision, ...filled })) !== undefined) onClose();
  };
  return (
    <Dialog title="Add a policy" isOpen onClose={onClose}>
      <DialogForm verb="Add" isReady={!isPending} onSend={add} onClose={onClose}>
        <Select label="Decision" value={decision} options={decisions} onChange={setDecision} />
        {fields.map(({ id, label, hint }) => (
          <Field
            key={id}
            label={label}
            hint={hint}
            value={given[id] ?? ''}
            onChange={(value) => setGiven((before) => ({ ...before, [id]: value }))}
          />
        ))}
      </DialogForm>
    </Dialog>
  );
}
