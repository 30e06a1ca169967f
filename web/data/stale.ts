/** Which reads an event of each noun may change. An event of another noun changes only what stands under `always`. */
const readsOf: Readonly<Record<string, readonly string[]>> = {
  agent: ['agent', 'session', 'lock', 'task', 'workspace'],
  liveness: ['agent', 'workspace'],
  leader: ['leader', 'agent', 'workspace'],
  task: ['task', 'queue', 'agent', 'record', 'workspace', 'run'],
  unblock: ['task'],
  late: ['task'],
  lock: ['lock', 'agent', 'workspace'],
  lockWait: ['lock'],
  message: ['message', 'workspace'],
  topic: ['message'],
  request: ['request', 'agent', 'run', 'workspace', 'session'],
  policy: ['config', 'policy', 'request'],
  config: ['config', 'policy', 'queue', 'usage'],
  session: ['session', 'agent', 'task', 'workspace'],
  turn: ['session', 'agent', 'usage', 'workspace', 'run', 'task'],
  memory: ['memory'],
  budget: ['usage', 'workspace'],
  pipeline: ['pipeline'],
  run: ['run', 'chunk', 'workspace', 'pipeline'],
  step: ['run', 'workspace', 'pipeline'],
  workspace: ['workspace'],
};

/** Reads of files and of registries: who looks at them says when they are read again. */
const ofElsewhere: ReadonlySet<string> = new Set([
  'session.changes',
  'pipeline.search',
  'pipeline.versions',
  'pipeline.offered',
]);

/** The reads that an event of this type makes old. */
export function isStale(read: string, eventTypes: ReadonlySet<string>): boolean {
  if (ofElsewhere.has(read)) return false;
  const [noun = ''] = read.split('.');
  for (const type of eventTypes) {
    const [subject = ''] = type.split('.');
    if (readsOf[subject]?.includes(noun) === true) return true;
  }
  return false;
}
