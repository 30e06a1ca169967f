import { useState } from 'react';
import { useLocation } from 'wouter';
import { useAction } from '../../data/actions.ts';
import { Choices } from '../../ui/Choices.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { DialogForm } from '../../ui/DialogForm.tsx';
import type { RunShown } from './run-shown.ts';

const beginning = 'latest';

/** A new run that goes on from a stage of this one. */
export function RestartDialog({ run, onClose }: { readonly run: RunShown; readonly onClose: () => void }) {
  const [, navigate] = useLocation();
  const stages = run.steps.filter(({ stage }) => stage !== null);
  const [from, setFrom] = useState(beginning);
  const { run: restart, isPending } = useAction('run.restart', { done: ({ id }) => `${id} is begun.` });
  const send = async () => {
    const fromStage = from === beginning ? {} : { fromStage: Number(from) };
    const begun = await restart({ id: run.id, ...fromStage });
    if (begun !== undefined) navigate(`/runs/${begun.id}`);
  };
  return (
    <Dialog title={`Restart ${run.id}`} isOpen onClose={onClose}>
      <DialogForm verb="Restart" isReady={!isPending} onSend={send} onClose={onClose}>
        <Choices
          label="From which stage? What came before it is taken over as it is; this run stays as it was."
          choices={[
            {
              value: beginning,
              label: 'Where it stopped',
              description: 'the stage that failed, else the last',
            },
            ...stages.map(({ stage, node, state, brief }) => ({
              value: String(stage),
              label: `${stage} ${node}`,
              description: brief ?? state,
            })),
          ]}
          chosen={[from]}
          onChoose={([chosen]) => setFrom(chosen ?? beginning)}
        />
      </DialogForm>
    </Dialog>
  );
}
