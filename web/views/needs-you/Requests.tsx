import { useEffect, useRef, useState } from 'react';
import { useKeys } from '../../app/keys/Keys.tsx';
import type { Waiting } from '../../data/waiting.ts';
import { Button } from '../../ui/Button.tsx';
import type { Doing } from './doing.ts';
import styles from './NeedsYou.module.css';
import { QuestionCard } from './QuestionCard.tsx';
import { RequestCard } from './RequestCard.tsx';
import { useOrder } from './use-order.ts';
import { useSelected } from './use-selected.ts';
import { useSteady } from './use-steady.ts';

/** All that waits, one of it selected: keys decide that one. */
export function Requests({ waiting }: { readonly waiting: readonly Waiting[] }) {
  const { shown, isInOrder, putInOrder } = useOrder(waiting);
  const ids = shown.map(({ id }) => id);
  const { selected, select } = useSelected(ids);
  const [begun, begin] = useState<{ readonly id: string; readonly doing: Doing } | null>(null);
  const move = (by: number) => {
    const next = ids[Math.min(Math.max(ids.indexOf(selected ?? '') + by, 0), ids.length - 1)];
    begin(null);
    select(next ?? null);
  };
  useKeys([
    { keys: 'j', label: 'Next request', run: () => move(1), isKeyOnly: true },
    { keys: 'k', label: 'Previous request', run: () => move(-1), isKeyOnly: true },
  ]);
  const list = useFollowed(selected);
  return (
    <>
      {!isInOrder && (
        <div className={styles['order']}>
          <Button kind="quiet" onPress={putInOrder}>
            New ones came below: the riskiest first
          </Button>
        </div>
      )}
      <ul className={styles['requests']} ref={list} {...useSteady(ids)}>
        {shown.map((one) => {
          const isSelected = one.id === selected;
          const common = {
            isSelected,
            doing: begun?.id === one.id ? begun.doing : null,
            onDoing: (doing: Doing) => {
              if (!isSelected) select(one.id);
              begin({ id: one.id, doing });
            },
          };
          return (
            <li key={one.id}>
              {'request' in one ? (
                <RequestCard request={one.request} {...common} />
              ) : (
                <QuestionCard question={one.question} {...common} />
              )}
            </li>
          );
        })}
      </ul>
    </>
  );
}

/** What becomes selected comes into view, and has the focus if no field has it. The first stays where the page begins. */
function useFollowed(selected: string | null): React.RefObject<HTMLUListElement | null> {
  const list = useRef<HTMLUListElement>(null);
  const last = useRef(selected);
  useEffect(() => {
    if (last.current === selected) return;
    last.current = selected;
    const card = list.current?.querySelector<HTMLElement>('article[data-selected]');
    card?.scrollIntoView({ block: 'nearest' });
    if (document.activeElement?.matches('body, article') === true) card?.focus({ preventScroll: true });
  }, [selected]);
  return list;
}
