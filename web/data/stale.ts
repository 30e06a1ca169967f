/** Which reads an event of each noun may change, besides those of its own noun. */
const readsOf: Readonly<Record<string, readonly string[]>> = {
  agent: ['session', 'lock', 'task', 'workspace'],
  liveness: ['agent', 'workspace'],
  leader: ['agent', 'workspace'],
  task: ['queue', 'agent', 'record', 'workspace', 'run'],
  unblock: ['task'],
  late: ['task'],
  lock: ['agent', 'workspace'],
  lockWait: ['lock'],
  message: ['workspace'],
  topic: ['message'],
  request: ['agent', 'run', 'workspace', 'session'],
  policy: ['config', 'request'],
  config: ['policy', 'queue', 'usage'],
  session: ['agent', 'task', 'workspace'],
  turn: ['session', 'agent', 'usage', 'workspace', 'run', 'task'],
  budget: ['usage', 'workspace'],
  run: ['chunk', 'workspace', 'pipeline'],
  step: ['run', 'workspace', 'pipeline'],
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
    if (subject === noun || readsOf[subject]?.includes(noun) === true) return true;
  }
  return false;
}
