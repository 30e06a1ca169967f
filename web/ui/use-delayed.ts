import { useEffect, useState } from 'react';

/** A value once it has stood for a moment: for what is asked of the daemon while one types. */
export function useDelayed<T>(value: T, ms = 200): T {
  const [delayed, setDelayed] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setDelayed(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return delayed;
}
