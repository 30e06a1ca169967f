const name = 'shoal-page-key';

/**
 * Signing in leaves it behind the `#` of the address, which goes to no server. The browser sends our cookie to every port
 * of this machine; this key it gives to pages of this port alone.
 */
export function keepPageKey(): void {
  const key = /^#key=([\w-]+)$/.exec(location.hash)?.[1];
  if (key === undefined) return;
  localStorage.setItem(name, key);
  history.replaceState(null, '', `${location.pathname}${location.search}`);
}

/** Asked for at each call: another tab may have signed in again. */
export function pageKey(): string {
  return localStorage.getItem(name) ?? '';
}
