import { matchesPath, matchesText } from './glob.ts';
import { possibleCommands, simpleCommands } from './shell-commands.ts';

/** One line of `policies:` in shoal.yaml. Patterns are globs (`*`, `**`, `?`, `{a,b}`); all that are given must match. */
export interface PolicyRule {
  readonly decision: 'allow' | 'deny' | 'ask';
  readonly tool: string | null;
  readonly path: string | null;
  readonly command: string | null;
  readonly profile: string | null;
  readonly reason: string | null;
}

/** One that a person made for the requests of one task; it holds as long as the task is not closed. */
export interface TaskPolicy {
  readonly task: string;
  readonly rule: PolicyRule;
  /** Agent id of who made it. */
  readonly by: string;
  readonly at: number;
}

/** What a policy is asked about. */
export interface PolicyAsk {
  readonly tool: string | null;
  readonly command: string | null;
  /** As the harness names them: absolute, or relative to `root`. */
  readonly paths: readonly string[];
  readonly profile: string | null;
  /** Where the agent stands: what relative paths and relative patterns are relative to. */
  readonly root: string;
}

export interface PolicyDecision {
  readonly decision: PolicyRule['decision'];
  /** The rule that decided; null when none matched, and somebody must be asked. */
  readonly rule: PolicyRule | null;
}

/**
 * The first rule that matches decides, from the top; when none does, somebody is asked. What is doubtful matches no
 * `allow` and any `deny` or `ask`:
 *
 * - `path`: an allow wants every path within the agent's directory (or named by an absolute pattern) to match; a deny
 *   or ask wants one. `.` and `..` are resolved; what a symbolic link leads to is not known here.
 * - `command`: an allow wants every simple command of a compound one to match, and none to hold a substitution, a
 *   redirection to a file or a subshell; a deny or ask wants any part that could be a command to match.
 */
export function decidePolicy(rules: readonly PolicyRule[], ask: PolicyAsk): PolicyDecision {
  const rule = rules.find((one) => matchesRule(one, ask)) ?? null;
  return { decision: rule?.decision ?? 'ask', rule };
}

/**
 * With the policies of its task: what shoal.yaml denies stays denied, else the task's come first, for they are what a
 * person decided of a request that the file left open.
 */
export function decideWithTask(
  rules: readonly PolicyRule[],
  ofTask: readonly PolicyRule[],
  ask: PolicyAsk,
): PolicyDecision {
  const byFile = decidePolicy(rules, ask);
  if (byFile.decision === 'deny') return byFile;
  const byTask = decidePolicy(ofTask, ask);
  return byTask.rule === null ? byFile : byTask;
}

function matchesRule(rule: PolicyRule, ask: PolicyAsk): boolean {
  const ifUnclear = rule.decision !== 'allow';
  const isMatch = (pattern: string | null, text: string | null): boolean =>
    pattern === null || (text !== null && (matchesText(text, pattern) ?? ifUnclear));
  return (
    isMatch(rule.tool, ask.tool) &&
    isMatch(rule.profile, ask.profile) &&
    matchesPaths(rule, ask, ifUnclear) &&
    matchesCommand(rule, ask, ifUnclear)
  );
}

function matchesCommand(
  { command: pattern }: PolicyRule,
  { command }: PolicyAsk,
  ifUnclear: boolean,
): boolean {
  if (pattern === null) return true;
  if (command === null) return false;
  const isMatch = (one: string) => matchesText(one, pattern) ?? ifUnclear;
  if (ifUnclear) return possibleCommands(command).some(isMatch);
  const simple = simpleCommands(command) ?? [];
  return simple.length > 0 && simple.every(isMatch);
}

function matchesPaths(
  { path: pattern }: PolicyRule,
  { paths, root }: PolicyAsk,
  ifUnclear: boolean,
): boolean {
  if (pattern === null) return true;
  if (paths.length === 0) return false;
  const isMatch = (path: string): boolean => {
    const absolute = resolvePath(path, root);
    const inside = insideOf(absolute, root);
    if (pattern.startsWith('/')) return matchesPath(absolute, pattern) ?? ifUnclear;
    const candidates = inside === null ? (ifUnclear ? [absolute] : []) : [inside];
    return candidates.some((one) => matchesPath(one, pattern) ?? ifUnclear);
  };
  return ifUnclear ? paths.some(isMatch) : paths.every(isMatch);
}

/** Absolute, without `.` and `..`; as text, without looking at the disk. */
export function resolvePath(path: string, root: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${root}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** The path relative to the root; null for what is not in it. Both absolute. */
export function insideOf(absolute: string, root: string): string | null {
  const top = resolvePath(root, '/');
  if (absolute === top) return '.';
  const prefix = top === '/' ? '/' : `${top}/`;
  return absolute.startsWith(prefix) ? absolute.slice(prefix.length) : null;
}
