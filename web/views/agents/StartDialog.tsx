import { useState } from 'react';
import { useLocation } from 'wouter';
import { useAction } from '../../data/actions.ts';
import { useRead } from '../../data/queries.ts';
import { Check } from '../../ui/Check.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { DialogForm } from '../../ui/DialogForm.tsx';
import { Field, Select } from '../../ui/Field.tsx';

/** Starts an agent that Shoal runs. */
export function StartDialog({ onClose }: { readonly onClose: () => void }) {
  const { data: config } = useRead('config.show', {});
  const profiles = (config?.profiles ?? []).map(({ name, harness }) => ({
    id: name,
    label: name === harness ? name : `${name} (${harness})`,
  }));
  const [chosen, setProfile] = useState<string | null>(null);
  const profile = chosen ?? config?.defaultProfile ?? profiles[0]?.id ?? '';
  const [text, setText] = useState('');
  const [name, setName] = useState('');
  const [task, setTask] = useState('');
  const [isInWorktree, setIsInWorktree] = useState(false);
  const [, navigate] = useLocation();
  const { run, isPending } = useAction('session.start', {
    done: ({ agentName }) => `${agentName} was started.`,
  });
  const start = async (): Promise<void> => {
    const session = await run({
      profile,
      ...given('text', text),
      ...given('name', name),
      ...given('task', task),
      ...(isInWorktree ? { worktree: true } : {}),
    });
    if (session === undefined) return;
    onClose();
    navigate(`/agents/${session.id}`);
  };
  return (
    <Dialog title="Start an agent" isOpen onClose={onClose}>
      <DialogForm verb="Start" isReady={!isPending && profile !== ''} onSend={start} onClose={onClose}>
        {profiles.length === 0 ? (
          <p>
            There is no profile yet. Write one under `profiles:` in shoal.yaml, or run{' '}
            <code>shoal config profile add</code>.
          </p>
        ) : (
          <Select label="Profile" value={profile} options={profiles} onChange={setProfile} />
        )}
        <Field
          label="First turn"
          hint="Without one it waits for a message."
          lines={5}
          value={text}
          onChange={setText}
          autoFocus
        />
        <Field label="Task" hint="Id or title of a task it is to work on." value={task} onChange={setTask} />
        <Field label="Name" hint="Without one it gets the next free." value={name} onChange={setName} />
        <Check isSelected={isInWorktree} onChange={setIsInWorktree}>
          In a git worktree of its own, even if its profile does not say so
        </Check>
      </DialogForm>
    </Dialog>
  );
}

function given<K extends string>(field: K, value: string): { readonly [key in K]?: string } {
  return value.trim() === '' ? {} : ({ [field]: value.trim() } as { readonly [key in K]?: string }); // of one key
}
