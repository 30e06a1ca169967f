/** Limits and defaults (law 15). Each can be set in `.shoal/config.json`; times in ms. */
export interface Settings {
  /** How long a claim holds a task without a sign of life. */
  readonly taskLeaseMs: number;
  /** How long `lock` holds paths. */
  readonly lockLeaseMs: number;
  /** How long the first edit of a path locks it; each further edit renews. */
  readonly autoLockLeaseMs: number;
  /** How long a leader leads without a sign of life. */
  readonly leaderLeaseMs: number;
  /** A live process keeps its leases this long without any other sign of life. */
  readonly silenceLimitMs: number;
  /** An agent without a process to look at is gone after this long without a sign. */
  readonly agentLeaseMs: number;
  /** How long `ask` waits for an answer. */
  readonly askTimeoutMs: number;
  /** Attempts of a task before it is failed for good. */
  readonly maxAttempts: number;
  /** Pause after the first failed attempt; it doubles with each. */
  readonly retryBackoffMs: number;
  /** The longest such pause. */
  readonly retryBackoffMaxMs: number;
  /** Live locks at once. */
  readonly locksMax: number;
  /** Tasks in the workspace. */
  readonly tasksMax: number;
  /** Agents started by `spawn` that live at once. */
  readonly spawnedMax: number;
  /** Agents started by agents started by agents …: so many generations. */
  readonly spawnDepthMax: number;
  /** Length of a message. */
  readonly messageBytesMax: number;
  /** Deadline of a request that says none. */
  readonly requestTimeoutMs: number;
  /** Requests that wait for a decision at once. */
  readonly requestsMax: number;
  /** Unread messages of one agent. */
  readonly inboxMax: number;
  /** How long an emitted event can be looked up by its id; the log keeps it longer. */
  readonly signalTtlMs: number;
  /** Idempotency keys kept, each for 24 h at most; the oldest give way. */
  readonly idempotencyMax: number;
  /** Memories kept; the oldest gives way. */
  readonly memoriesMax: number;
  /** Turns whose cost is kept; the oldest give way, and `usage` says from when its figures are. */
  readonly turnsMax: number;
  /** Sessions kept; of older ones only those that have not ended, or that something open refers to. */
  readonly sessionsKept: number;
  /** Agents kept; of older ones only those that are here, or that something open or kept refers to. */
  readonly agentsKept: number;
  /** Requests kept; of older ones only those that are open, or whose decision may not have arrived. */
  readonly requestsKept: number;
  /** Messages kept; of older ones only those that somebody has not seen, and what a kept one answers. */
  readonly messagesKept: number;
  /** Runs of pipelines kept, with their steps, texts and plans; of older ones only those that go on, that such a run was made from, or whose worktree is still there. */
  readonly runsKept: number;
  /** Late results kept; of older ones only those of tasks that are open. */
  readonly lateResultsKept: number;
  /** Transcripts kept, in bytes; of sessions that have ended the oldest give way. */
  readonly transcriptsBytesMax: number;
  /** Runs of pipelines whose files in `.shoal/runs/` are kept; the oldest give way, their records stay. */
  readonly runFilesMax: number;
  /** Events kept; older ones give way to a snapshot. */
  readonly eventsMax: number;
  /** How long a command waits for another writer of the store. */
  readonly busyTimeoutMs: number;
  /** Records that one command sweeps or frees at most. */
  readonly sweepMax: number;
  /** Size of the body of an HTTP request. */
  readonly httpBodyBytesMax: number;
  /** HTTP requests per second with one token; twice as many at once. */
  readonly httpRequestsPerSecond: number;
  /** The longest that an HTTP request for something may wait. */
  readonly httpWaitMsMax: number;
  /** Streams and waiting calls over HTTP at once. */
  readonly httpStreamsMax: number;
  /** `full`: saved means saved, also after a power cut. `relaxed`: faster; a power cut may take the last moments. */
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
  requestTimeoutMs: 60 * minute,
  requestsMax: 1_000,
  inboxMax: 1_000,
  signalTtlMs: 7 * 24 * 60 * minute,
  idempotencyMax: 100_000,
  memoriesMax: 10_000,
  turnsMax: 100_000,
  sessionsKept: 10_000,
  agentsKept: 10_000,
  requestsKept: 10_000,
  messagesKept: 50_000,
  runsKept: 1_000,
  lateResultsKept: 10_000,
  transcriptsBytesMax: 2 * 1024 * 1024 * 1024,
  runFilesMax: 300,
  eventsMax: 1_000_000,
  busyTimeoutMs: 30_000,
  sweepMax: 200,
  httpBodyBytesMax: 1024 * 1024,
  httpRequestsPerSecond: 1_000,
  httpWaitMsMax: 10 * minute,
  httpStreamsMax: 1_000,
  durability: 'full',
  allowNetworkFs: false,
};
