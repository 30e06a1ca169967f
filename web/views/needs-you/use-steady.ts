import { type PointerEvent, type MouseEvent, useLayoutEffect, useRef } from 'react';

const settleMs = 400;

/**
 * A list that has just become shorter may have put another button under the pointer: what is pressed in that moment was
 * meant for what stood there. What only chooses or writes can be changed again, and is left alone. Spread on the list.
 */
export function useSteady(ids: readonly string[]) {
  const known = useRef(ids);
  const movedAt = useRef(-Infinity);
  const isStopped = useRef(false);
  useLayoutEffect(() => {
    if (known.current.some((id) => !ids.includes(id))) movedAt.current = performance.now();
    known.current = ids;
  }, [ids]);
  return {
    onPointerDownCapture: (event: PointerEvent) => {
      isStopped.current = isOnButton(event) && performance.now() - movedAt.current < settleMs;
      if (isStopped.current) stop(event);
    },
    onClickCapture: (event: MouseEvent) => {
      if (isStopped.current && event.detail > 0) stop(event);
    },
  };
}

function isOnButton({ target }: PointerEvent): boolean {
  return target instanceof Element && target.closest('button') !== null;
}

function stop(event: PointerEvent | MouseEvent): void {
  event.preventDefault();
  event.stopPropagation();
}
