/** connecting: at the start. lost: since when nothing has been heard. */
export type Connection =
  | { readonly state: 'connecting' }
  | { readonly state: 'live' }
  | { readonly state: 'lost'; readonly since: number };

const watchers = new Set<(before: Connection) => void>();
let connection: Connection = { state: 'connecting' };

export function connectionNow(): Connection {
  return connection;
}

export function onConnection(watcher: (before: Connection) => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

export function sayConnection(next: Connection): void {
  if (next.state === connection.state) return;
  const before = connection;
  connection = next;
  for (const watcher of watchers) watcher(before);
}
