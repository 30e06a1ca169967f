import { useState } from 'react';
import { useAction } from '../../data/actions.ts';
import type { Output } from '../../data/api.ts';
import { useRead } from '../../data/queries.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { DialogForm } from '../../ui/DialogForm.tsx';
import { Field, Select } from '../../ui/Field.tsx';
import { money } from '../../ui/figures.ts';
import { type Budget, keyOf, putBack } from './budget.ts';

interface SetBudgetProps {
  readonly budgets: readonly Budget[];
  /** Chosen to begin with; null: the workspace. */
  readonly first: Budget | null;
  readonly onClose: () => void;
}

/** How much may be spent in a day, by whom. */
export function SetBudget({ budgets, first, onClose }: SetBudgetProps) {
  const { data: config } = useRead('config.show', {});
  const options = optionsOf(config);
  const [key, setKey] = useState(first === null ? workspaceKey : keyOf(first));
  const known = budgets.find((budget) => keyOf(budget) === key);
  const [typed, setTyped] = useState<string | null>(null);
  const value = typed ?? (known === undefined ? '' : String(known.usdPerDay));
  const usd = Number(value.trim().replace(/^\$/, ''));
  const isSound = value.trim() !== '' && usd > 0 && Number.isFinite(usd);
  const { run, isPending } = useAction('config.set', {
    done: () => `At most ${money(usd)} a day.`,
    undo: () => putBack(key, known),
  });
  const save = async () => {
    if ((await run({ key, value: String(usd) })) !== undefined) onClose();
  };
  return (
    <Dialog title="Set a budget" isOpen onClose={onClose}>
      <DialogForm verb="Set" isReady={isSound && !isPending} onSend={save} onClose={onClose}>
        <p>Once it is spent, no new work is started for it that day; what is at work goes on.</p>
        <Select
          label="Of"
          value={key}
          options={options}
          onChange={(chosen) => {
            setKey(chosen);
            setTyped(null);
          }}
        />
        <Field
          label="Dollars a day"
          inputMode="decimal"
          placeholder="20"
          value={value}
          onChange={setTyped}
          autoFocus
          {...(value.trim() === '' || isSound ? {} : { error: 'A number above 0.' })}
        />
      </DialogForm>
    </Dialog>
  );
}

const workspaceKey = 'budgets.workspace';

function optionsOf(config: Output<'config.show'> | undefined) {
  const named = (kind: 'queues' | 'profiles', word: string) =>
    (config?.[kind] ?? []).map(({ name }) => ({ id: `budgets.${kind}.${name}`, label: `${word} ${name}` }));
  return [
    { id: workspaceKey, label: 'the whole workspace' },
    ...named('queues', 'queue'),
    ...named('profiles', 'profile'),
  ];
}
