import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from 'react-aria-components';
import { useLocation } from 'wouter';
import { useSession } from '../data/session.ts';
import { queries } from '../data/queries.ts';
import { useFollow } from '../data/use-live.ts';
import { Loading } from '../ui/Feedback.tsx';
import { Toasts } from '../ui/Toasts.tsx';
import { Frame } from './Frame.tsx';
import { KeysProvider } from './keys/Keys.tsx';
import { SignIn } from './SignIn.tsx';

export function App() {
  const [, navigate] = useLocation();
  return (
    <RouterProvider navigate={navigate}>
      <QueryClientProvider client={queries}>
        <SignedIn />
        <Toasts />
      </QueryClientProvider>
    </RouterProvider>
  );
}

function SignedIn() {
  const session = useSession();
  if (session.data === undefined)
    return session.error === null ? <Loading /> : <SignIn error={session.error} onRetry={session.refetch} />;
  return (
    <KeysProvider>
      <Live />
    </KeysProvider>
  );
}

function Live() {
  useFollow();
  return <Frame />;
}
