/*
 * Some commands are of tasks, requests or the workspace, and of runs as well: the letter of the id says what is meant. The words
 * of such a line are put as the run's own command has them.
 */

const ofRuns: Readonly<Record<string, readonly string[]>> = {
  cancel: ['run', 'cancel'],
  approve: ['run', 'approve'],
  reject: ['run', 'reject'],
  status: ['run', 'show'],
  show: ['run', 'show'],
};

/** Flags of these commands that take a value: `-r r12` is a reason. */
const valued = new Set(['-r', '--reason', '--option', '--key', '-C', '--dir']);

/** States that tasks alone have; every other word after `list --filter` is one of runs, as it is to aqm. */
const taskStates = new Set(['blocked', 'ready', 'done']);

/** The same command line as that of a run, when it is of one. Changes `words`. */
export function ofRun(words: string[]): void {
  const [command = ''] = words;
  if (command === 'list' || command === 'ls') return listsRuns(words);
  if (command === 'run' && words[1] === 'show') return countsTokens(words);
  const own = ofRuns[command];
  if (own === undefined || !namesRun(words)) return;
  words.splice(0, 1, ...own);
  countsTokens(words);
}

function namesRun(words: readonly string[]): boolean {
  const id = words.find((word, at) => at > 0 && !word.startsWith('-') && !valued.has(words[at - 1] ?? ''));
  return id !== undefined && /^r\d+$/i.test(id);
}

function countsTokens(words: string[]): void {
  const at = words.indexOf('--tokens');
  if (at === -1 || words[1] !== 'show') return;
  words.splice(at, 1);
  words.splice(0, 2, 'run', 'tokens');
}

/** `list --filter STATE` and `list --runs` are `runs`; of a state that only tasks have, `list --state STATE`. */
function listsRuns(words: string[]): void {
  const at = words.findIndex((word) => word === '--filter' || word.startsWith('--filter='));
  const given =
    at === -1 ? undefined : words[at]?.startsWith('--filter=') ? words[at].slice(9) : words[at + 1];
  const runs = words.indexOf('--runs');
  if (runs !== -1) words.splice(runs, 1);
  if (given !== undefined) {
    const from = words.findIndex((word) => word === '--filter' || word.startsWith('--filter='));
    words.splice(from, words[from] === '--filter' ? 2 : 1, '--state', given);
  }
  if (runs !== -1 || (given !== undefined && !taskStates.has(given))) words.splice(0, 1, 'runs');
}
