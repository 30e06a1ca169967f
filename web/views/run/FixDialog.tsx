import { useState } from 'react';
import { useLocation } from 'wouter';
import { useAction } from '../../data/actions.ts';
import { useRead } from '../../data/queries.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { DialogForm } from '../../ui/DialogForm.tsx';
import { Field, Select } from '../../ui/Field.tsx';
import type { RunShown } from './run-shown.ts';

const asBefore = 'as before';

/** A new run that knows what this one did. */
export function FixDialog({ run, onClose }: { readonly run: RunShown; readonly onClose: () => void }) {
  const [, navigate] = useLocation();
  const [text, setText] = useState('');
  const [agent, setAgent] = useState(asBefore);
  const { data } = useRead('pipeline.agents', { pipeline: run.pipeline });
  const { run: fix, isPending } = useAction('run.fix', { done: ({ id }) => `${id} is begun.` });
  const send = async () => {
    const begun = await fix({ id: run.id, text, ...(agent === asBefore ? {} : { agent }) });
    if (begun !== undefined) navigate(`/runs/${begun.id}`);
  };
  const agents = data?.agents.map(({ id }) => id) ?? [];
  return (
    <Dialog title={`Follow up on ${run.id}`} isOpen onClose={onClose}>
      <DialogForm verb="Begin" isReady={text.trim() !== '' && !isPending} onSend={send} onClose={onClose}>
        <Field label="What is to be put right" lines={4} value={text} onChange={setText} autoFocus />
        <Select
          label="Agent that begins"
          value={agent}
          options={[asBefore, ...agents].map((id) => ({ id, label: id }))}
          onChange={setAgent}
        />
      </DialogForm>
    </Dialog>
  );
}
