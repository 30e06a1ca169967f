import { useInfiniteQuery } from '@tanstack/react-query';
import { type CallName, call, type Input, type Output } from './api.ts';

type Before<N extends CallName> = Input<N> extends { readonly before?: infer B } ? B | undefined : never;

/** A list that is read page by page, each beginning before the last one's `next`. Kept current as `useRead` is. */
export function usePages<N extends CallName>(
  name: N,
  input: Omit<Input<N>, 'before'>,
  nextOf: (page: Output<N>) => Before<N> | null,
) {
  const { data, error, fetchNextPage, hasNextPage, isFetchingNextPage, refetch } = useInfiniteQuery({
    queryKey: [name, input, 'pages'],
    initialPageParam: undefined as Before<N> | undefined,
    queryFn: ({ pageParam, signal }) =>
      call(name, { ...input, ...(pageParam === undefined ? {} : { before: pageParam }) } as Input<N>, signal),
    getNextPageParam: (page) => nextOf(page) ?? undefined,
  });
  return {
    pages: data?.pages,
    error: data === undefined ? error : null,
    refetch,
    isReadingMore: isFetchingNextPage,
    /** null: that was all. */
    readMore: hasNextPage ? () => void fetchNextPage() : null,
  };
}
