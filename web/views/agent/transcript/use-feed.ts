import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { createFeed, type Feed, type Shown } from './feed.ts';

interface Shared {
  readonly feed: Feed;
  users: number;
  stop: () => void;
}

/** Of each session that is looked at one line is open, whoever looks at it on this page. */
const shared = new Map<string, Shared>();

function sharedFeed(session: string): Shared {
  const found = shared.get(session) ?? { feed: createFeed(session), users: 0, stop: () => {} };
  shared.set(session, found);
  return found;
}

/** Follows a transcript while it is looked at, and gives the feed; `pick` says what of it one wants. */
export function useFeed<T>(session: string, pick: (shown: Shown) => T): T {
  const one = useMemo(() => sharedFeed(session), [session]);
  useEffect(() => {
    shared.set(session, one);
    one.users += 1;
    if (one.users === 1) one.stop = followVisibly(one.feed);
    return () => {
      one.users -= 1;
      if (one.users > 0) return;
      one.stop();
      if (shared.get(session) === one) shared.delete(session);
    };
  }, [session, one]);
  return useSyncExternalStore(one.feed.watch, () => pick(one.feed.now()));
}

/** Reads the page before; with `upTo` all from that entry on. */
export function readOlder(session: string, upTo?: number): Promise<void> {
  return sharedFeed(session).feed.older(upTo);
}

/** A tab in the background keeps no line open: a browser has six for all of them. */
function followVisibly(feed: Feed): () => void {
  let ending = new AbortController();
  const look = (): void => {
    ending.abort();
    if (document.hidden) return;
    ending = new AbortController();
    void feed.follow(ending.signal);
  };
  look();
  document.addEventListener('visibilitychange', look);
  return () => {
    document.removeEventListener('visibilitychange', look);
    ending.abort();
  };
}
