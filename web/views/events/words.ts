/** First words of the types of events, those that people look for first. */
const known = [
  'task',
  'agent',
  'session',
  'turn',
  'request',
  'lock',
  'message',
  'run',
  'step',
  'memory',
  'workspace',
  'leader',
];

/** With the one that is asked for, if it is none of these: `lock.taken`. */
export function nouns(asked: string | null): readonly string[] {
  return asked === null || known.includes(asked) ? known : [asked, ...known];
}
