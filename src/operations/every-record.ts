import type { Kind } from '../domain/kinds.ts';
import type { ByKind, RecordQuery, View } from '../store/port.ts';

/** Of the first page: mostly a few are enough. Each is twice as long as the one before. */
const pageMin = 64;
const pageMax = 1_024;

type Query<K extends Kind> = Pick<RecordQuery<K>, 'where' | 'newestFirst'> & {
  readonly after?: string | undefined;
};

/** All that a query finds, however many: read a page at a time, so that whoever has enough may stop. */
export function* everyRecord<K extends Kind>(
  view: View,
  kind: K,
  { after: start, ...query }: Query<K> = {},
): Generator<ByKind<K>, void> {
  let after = start;
  for (let limit = pageMin; ; limit = Math.min(2 * limit, pageMax)) {
    const page = view.list<K>(kind, { ...query, limit, ...(after === undefined ? {} : { after }) });
    yield* page;
    if (page.length < limit) return;
    after = page.at(-1)?.id;
  }
}
