import { useEffect } from 'react';
import { ShoalError } from '../../src/client/index.ts';
import { ErrorNote } from '../ui/Feedback.tsx';
import styles from './SignIn.module.css';

interface SignInProps {
  readonly error: Error;
  readonly onRetry: () => unknown;
}

const triedAgainMs = 2_000;

/** Who is not signed in is told how; a daemon that is away is waited for. */
export function SignIn({ error, onRetry }: SignInProps) {
  const isSignedOut = error instanceof ShoalError && error.code === 'NOT_JOINED';
  useEffect(() => {
    if (isSignedOut) return undefined;
    const timer = setInterval(() => void onRetry(), triedAgainMs);
    return () => clearInterval(timer);
  }, [isSignedOut, onRetry]);
  return (
    <main className={styles['page']}>
      <pre aria-hidden="true" className={styles['mark']}>
        {'><>'}
      </pre>
      <h1>shoal</h1>
      {isSignedOut ? (
        <>
          <p>This page is for the person whose workspace it is. In a terminal there:</p>
          <pre className={styles['command']}>shoal web</pre>
          <p className={styles['quiet']}>
            It opens this page, signed in, by a link that works once. <code>shoal web --print</code> prints
            it, for a phone for instance.
          </p>
        </>
      ) : (
        <ErrorNote error={error} onRetry={onRetry} />
      )}
    </main>
  );
}
