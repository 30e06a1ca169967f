import { keepPreviousData, QueryClient, useQuery } from '@tanstack/react-query';
import { type CallName, call, type Input, type Output } from './api.ts';

/** What was read stays true until an event says otherwise: see live.ts. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: { staleTime: Infinity, gcTime: 5 * 60_000, retry: false, refetchOnWindowFocus: false },
  },
});

interface ReadOptions<N extends CallName, T> {
  readonly enabled?: boolean;
  /** While a new input is read, the answer to the last one is shown. Default: true */
  readonly keep?: boolean;
  readonly select?: (output: Output<N>) => T;
}

/** What an operation answers, kept current by the events of the log. */
export function useRead<N extends CallName, T = Output<N>>(
  name: N,
  input: Input<N>,
  { enabled = true, keep = true, select }: ReadOptions<N, T> = {},
) {
  return useQuery<Output<N>, Error, T>({
    queryKey: [name, input],
    queryFn: ({ signal }) => call(name, input, signal),
    enabled,
    ...(keep ? { placeholderData: keepPreviousData } : {}),
    ...(select === undefined ? {} : { select }),
  });
}
