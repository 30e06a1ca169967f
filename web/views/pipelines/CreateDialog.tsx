import { useState } from 'react';
import { useLocation } from 'wouter';
import { useAction } from '../../data/actions.ts';
import { useRead } from '../../data/queries.ts';
import { Choices } from '../../ui/Choices.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { DialogForm } from '../../ui/DialogForm.tsx';
import { Field } from '../../ui/Field.tsx';
import { freeName } from '../pipeline/free-name.ts';

interface CreateDialogProps {
  /** Those that are taken. */
  readonly names: readonly string[];
  readonly onClose: () => void;
}

const blank = '(blank)';
const described = '(described)';

/** A new pipeline: from one that comes along, from nothing, or from words. */
export function CreateDialog({ names, onClose }: CreateDialogProps) {
  const { data: templates = [] } = useRead('pipeline.templates', {});
  const { data: config } = useRead('config.show', {});
  const [from, setFrom] = useState('plan');
  const [typed, setTyped] = useState<string | null>(null);
  const [words, setWords] = useState('');
  const [, navigate] = useLocation();
  const { run, isPending } = useAction('pipeline.create', { done: ({ name: made }) => `${made} is there.` });
  const name = typed ?? (from === blank || from === described ? '' : freeName(from, names));
  const isTaken = names.includes(name.trim());
  const isReady = name.trim() !== '' && !isTaken && !isPending && (from !== described || words.trim() !== '');
  const create = async () => {
    const made = await run({
      pipeline: name.trim(),
      ...(from === described
        ? { describe: words.trim() }
        : from === blank
          ? { text: blankText(config?.defaultProfile ?? 'claude') }
          : { template: from }),
    });
    if (made !== undefined) navigate(`/pipelines/${encodeURIComponent(made.name)}`);
  };
  return (
    <Dialog title="New pipeline" isOpen onClose={onClose} isWide>
      <DialogForm
        verb="Create"
        isReady={isReady}
        onSend={create}
        onClose={onClose}
        status={
          isPending &&
          from === described && <span role="status">A model writes it; that takes a minute …</span>
        }
      >
        <Field
          label="Name"
          value={name}
          onChange={setTyped}
          autoFocus
          {...(isTaken ? { error: 'There is one of that name.' } : {})}
        />
        <Choices
          label="Begin with"
          chosen={[from]}
          onChoose={([chosen]) => chosen !== undefined && setFrom(chosen)}
          choices={[
            ...templates.map((one) => ({ value: one.name, label: one.name, description: one.description })),
            { value: blank, label: 'blank', description: 'One agent, the rest is yours' },
            {
              value: described,
              label: 'your words',
              description: 'A model writes it, through an installed harness, on your account',
            },
          ]}
        />
        {from === described && (
          <Field
            label="What it should do"
            lines={4}
            value={words}
            onChange={setWords}
            placeholder="Two reviewers who must agree, then a tester; a person lets it out."
          />
        )}
      </DialogForm>
    </Dialog>
  );
}

function blankText(runtime: string): string {
  return `description: ""

agents:
  - id: first
    runtime: ${runtime}
    system_prompt: |
      {{ input }}
`;
}
