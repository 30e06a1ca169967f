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

/**
 * What an operation answers, kept current by the events of the log. What was read once stays when it cannot be read again:
 * that the connection is lost is said at the top, and the rest is still worth looking at.
 */
export function useRead<N extends CallName, T = Output<N>>(
  name: N,
  input: Input<N>,
  { enabled = true, keep = true, select }: ReadOptions<N, T> = {},
) {
  const read = useQuery<Output<N>, Error, T>({
    queryKey: [name, input],
    queryFn: ({ signal }) => call(name, input, signal),
    enabled,
    ...(keep ? { placeholderData: keepPreviousData } : {}),
    ...(select === undefined ? {} : { select }),
  });
  // By getters, because the library draws again only for what was looked at.
  return {
    get data() {
      return read.data;
    },
    get error() {
      return read.data === undefined ? read.error : null;
    },
    get isPending() {
      return read.isPending;
    },
    get isLoading() {
      return read.isLoading;
    },
    get isFetching() {
      return read.isFetching;
    },
    get isPlaceholderData() {
      return read.isPlaceholderData;
    },
    refetch: read.refetch,
  };
}
