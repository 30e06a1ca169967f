import { useQuery } from '@tanstack/react-query';
import { send } from './api.ts';

interface Session {
  readonly user: string;
  readonly workspace: { readonly root: string; readonly name: string };
  readonly version: string;
}

/** Who is signed in; an error with the code NOT_JOINED when nobody is. */
export function useSession() {
  return useQuery({
    queryKey: ['session'],
    queryFn: async ({ signal }) =>
      (await send({ method: 'GET', path: '/v1/web/session', signal })).json() as Promise<Session>,
    retry: false,
  });
}

export async function signOut(): Promise<void> {
  await send({ method: 'POST', path: '/v1/web/sign-out', body: {} });
  location.assign('/');
}
