import { startTransition, useLayoutEffect, useRef, useState } from 'react';

const nearPx = 1_200;

/** Whether an element is in view or soon will be; what is far away keeps the height that it had. */
export function useNear(guessedHeight: number, isAlways: boolean) {
  const ref = useRef<HTMLElement>(null);
  const [isNear, setIsNear] = useState(isAlways);
  const [measured, setMeasured] = useState<number>();
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null || isAlways) return undefined;
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry === undefined) return;
        const height = entry.isIntersecting ? undefined : heightOf(element);
        // Bit by bit: a long file must not hold up the scrolling.
        startTransition(() => {
          if (height !== undefined) setMeasured(height);
          setIsNear(entry.isIntersecting);
        });
      },
      { rootMargin: `${nearPx}px 0px` },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [isAlways]);
  return { ref, isNear, height: measured ?? guessedHeight };
}

/** Only of one that was made: a guess that is measured stays a guess. */
function heightOf(element: HTMLElement): number | undefined {
  return element.style.height === '' ? element.offsetHeight : undefined;
}
