import { Meter } from 'react-aria-components';
import type { Output } from '../../data/api.ts';
import { useRead } from '../../data/queries.ts';
import { money, percent } from '../../ui/figures.ts';
import { Line } from '../../ui/Text.tsx';
import { timeOfDay } from '../../ui/time.ts';
import { visible } from '../../ui/visible.ts';
import styles from './Usage.module.css';

type Budget = Output<'usage.budgets'>['budgets'][number];

/** How much of each budget is spent today, and when it will be at this rate. */
export function Budgets() {
  const { data } = useRead('usage.budgets', {});
  if (data === undefined) return null;
  if (data.budgets.length === 0)
    return (
      <p className={styles['quiet']}>
        No budget is set. <code>shoal config set budgets.workspace 20</code> makes one of 20 dollars a day.
      </p>
    );
  return (
    <ul className={styles['budgets']}>
      {data.budgets.map((budget) => (
        <Bar key={`${budget.of} ${budget.name}`} budget={budget} />
      ))}
    </ul>
  );
}

function Bar({ budget }: { readonly budget: Budget }) {
  const { of, name, usdPerDay, spentUsd, costIs, share, isSpent, usdPerHour, reachedAt } = budget;
  const label = of === 'workspace' ? 'workspace' : `${of} ${name}`;
  return (
    <li>
      <Meter
        value={Math.min(share ?? 0, 1) * 100}
        className={styles['meter'] ?? ''}
        aria-label={visible(`Budget of ${label}`)}
      >
        {({ percentage }) => (
          <svg
            className={styles['track']}
            data-spent={isSpent || undefined}
            aria-hidden="true"
            preserveAspectRatio="none"
            viewBox="0 0 100 8"
          >
            <rect width={percentage} height="8" />
          </svg>
        )}
      </Meter>
      <span>
        <Line of={label} /> {money(spentUsd, costIs)} of {money(usdPerDay)} today ({percent(share)})
      </span>
      <span className={styles['quiet']}>
        {isSpent
          ? 'spent: no new work is started for it'
          : reachedAt === null
            ? `${money(usdPerHour)} an hour`
            : `spent at ${timeOfDay(reachedAt)} at this rate`}
      </span>
    </li>
  );
}
