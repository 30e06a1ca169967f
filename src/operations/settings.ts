/** Limits and defaults (law 15). Each can be set in `.shoal/config.json`; times in ms. */
export interface Settings {
  readonly taskLeaseMs: number;
  readonly lockLeaseMs: number;
  readonly autoLockLeaseMs: number;
  readonly leaderLeaseMs: number;
  /** A live process keeps its leases this long without any other sign of life. */
  readonly silenceLimitMs: number;
  /** An agent without a process to look at is gone after this long without a sign. */
  readonly agentLeaseMs: number;
  readonly askTimeoutMs: number;
  readonly maxAttempts: number;
  readonly retryBackoffMs: number;
  readonly retryBackoffMaxMs: number;
  readonly locksMax: number;
  readonly tasksMax: number;
  /** Agents started by `spawn` that live at once. */
  readonly spawnedMax: number;
  /** Agents started by agents started by agents …: so many generations. */
  readonly spawnDepthMax: number;
  readonly messageBytesMax: number;
  readonly textBytesMax: number;
  readonly eventsMax: number;
  /** How long a command waits for another writer of the store. */
  readonly busyTimeoutMs: number;
  /** Records that one command sweeps or frees at most. */
  readonly sweepMax: number;
  readonly durability: 'full' | 'relaxed';
  /** Keep the store on a file system that other machines may share: its locks must work there. */
  readonly allowNetworkFs: boolean;
}

const minute = 60_000;

export const defaultSettings: Settings = {
  taskLeaseMs: 30 * minute,
  lockLeaseMs: 30 * minute,
  autoLockLeaseMs: 15 * minute,
  leaderLeaseMs: 5 * minute,
  silenceLimitMs: 360 * minute,
  agentLeaseMs: 30 * minute,
  askTimeoutMs: 5 * minute,
  maxAttempts: 3,
  retryBackoffMs: 10_000,
  retryBackoffMaxMs: 5 * minute,
  locksMax: 2_000,
  tasksMax: 1_000_000,
  spawnedMax: 50,
  spawnDepthMax: 3,
  messageBytesMax: 256 * 1024,
  textBytesMax: 1024 * 1024,
  eventsMax: 1_000_000,
  busyTimeoutMs: 30_000,
  sweepMax: 200,
  durability: 'full',
  allowNetworkFs: false,
};
