import { useSearchParam } from '../../app/search-param.ts';

/** Which registry is asked, as the address says. */
export function useWhere() {
  const [repo, setRepo] = useSearchParam('repo');
  const [offline, setOffline] = useSearchParam('offline');
  const isOffline = offline !== null;
  return {
    repo: repo ?? '',
    isOffline,
    setRepo,
    setOffline: (isOn: boolean) => setOffline(isOn ? '1' : null),
    /** Of an operation's input. */
    where: isOffline ? { offline: true } : repo === null ? {} : { repo },
  } as const;
}
