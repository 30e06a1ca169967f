import { useState } from 'react';
import { useKeys } from '../../app/keys/Keys.tsx';
import { useAction } from '../../data/actions.ts';
import { useRead } from '../../data/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { money, percent } from '../../ui/figures.ts';
import { Menu } from '../../ui/Menu.tsx';
import { Meter } from '../../ui/Meter.tsx';
import { timeOfDay } from '../../ui/time.ts';
import { visible } from '../../ui/visible.ts';
import { type Budget, keyOf, putBack } from './budget.ts';
import { SetBudget } from './SetBudget.tsx';
import styles from './Usage.module.css';

/** How much of each budget is spent today, and when it will be at this rate. */
export function Budgets() {
  const { data } = useRead('usage.budgets', {});
  const [open, setOpen] = useState<Budget | 'new' | null>(null);
  useKeys([{ keys: 'b', label: 'Set a budget', run: () => setOpen('new') }]);
  if (data === undefined) return null;
  return (
    <section className={styles['budgets']} aria-label="Budgets">
      {data.budgets.length === 0 && (
        <p className={styles['quiet']}>
          No budget is set: whoever works may spend what it takes. <code>budgets</code> in shoal.yaml set one,
          or this button.
        </p>
      )}
      <ul>
        {data.budgets.map((budget) => (
          <Bar key={keyOf(budget)} budget={budget} onChange={() => setOpen(budget)} />
        ))}
      </ul>
      <p>
        <Button onPress={() => setOpen('new')} shortcut="b">
          Set a budget
        </Button>
      </p>
      {open !== null && (
        <SetBudget
          budgets={data.budgets}
          first={open === 'new' ? null : open}
          onClose={() => setOpen(null)}
        />
      )}
    </section>
  );
}

interface BarProps {
  readonly budget: Budget;
  readonly onChange: () => void;
}

function Bar({ budget, onChange }: BarProps) {
  const { of, name, usdPerDay, spentUsd, costIs, share, isSpent, usdPerHour, reachedAt } = budget;
  const label = of === 'workspace' ? 'workspace' : visible(`${of} ${name}`);
  const remove = useAction('config.unset', {
    done: () => `No budget of ${label} any more.`,
    undo: (_output, { key }) => putBack(key, budget),
  });
  return (
    <li>
      <bdi>{label}</bdi>
      <Meter
        label={`Budget of ${label}`}
        isLabelHidden
        share={share}
        text={`${money(spentUsd, costIs)} of ${money(usdPerDay)} today (${percent(share)})`}
      />
      <span className={styles['quiet']}>
        {isSpent
          ? 'spent: no new work is started for it'
          : reachedAt === null
            ? `${money(usdPerHour)} an hour`
            : `spent at ${timeOfDay(reachedAt)} at this rate`}
      </span>
      <Menu
        label={`Budget of ${label}`}
        actions={[
          { id: 'change', label: 'Change …', run: onChange },
          { id: 'remove', label: 'Remove', run: () => remove.run({ key: keyOf(budget) }) },
        ]}
      />
    </li>
  );
}
