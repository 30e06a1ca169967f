import { insideOf, type PolicyRule, resolvePath } from './policy.ts';
import type { Request } from './request.ts';
import type { RiskFound } from './risk.ts';
import { simpleCommands } from './shell-commands.ts';

/** What would be decided unasked from now on; or why no rule can say it. */
export type Lasting = { readonly rule: PolicyRule } | { readonly refusal: string };

export interface LastingAsk {
  readonly request: Pick<Request, 'kind' | 'tool' | 'command' | 'paths'>;
  readonly decision: 'allow' | 'deny';
  readonly risk: RiskFound;
  /** Where the agent stands. */
  readonly root: string;
  readonly reason: string | null;
}

/**
 * The narrowest rule that decides the like of a permission: this very command, these very files of this tool. Where text
 * would mean more as a pattern than it says, or a rule could not see what makes it dangerous, there is none.
 */
export function lastingRule({ request, decision, risk, root, reason }: LastingAsk): Lasting {
  const { kind, tool, command, paths } = request;
  if (kind !== 'permission') return { refusal: 'only permissions of tools can be decided by a rule' };
  const why = reason?.slice(0, patternMax) ?? null;
  const made = { decision, tool: null, path: null, command: null, profile: null, reason: why };
  if (command !== null) return ofCommand(command, risk, made);
  if (paths.length > 0) return ofPaths(tool, paths, root, made);
  if (tool === null) return { refusal: 'it names no tool, no command and no file that a rule could go by' };
  const isWide = blind.has(tool.toLowerCase()) || risk.risk === 'high';
  if (isWide && decision === 'allow')
    return { refusal: `a rule can see only that it is ${tool}, not what for: ${risk.why}` };
  return isPlain(tool) ? { rule: { ...made, tool } } : { refusal: wild(tool) };
}

/** Of these a rule without a command or path would allow everything. */
const blind: ReadonlySet<string> = new Set([
  'bash',
  'shell',
  'execute',
  'edit',
  'write',
  'multiedit',
  'notebookedit',
  'apply_patch',
  'network',
  'request_permissions',
  'exitplanmode',
]);

function ofCommand(command: string, { risk, why }: RiskFound, made: PolicyRule): Lasting {
  const simple = simpleCommands(command);
  if (simple === null || simple.length === 0) return { refusal: 'what it runs cannot be read for sure' };
  if (made.decision === 'deny' && simple.length > 1)
    return { refusal: 'it is several commands, and a rule would refuse each of them' };
  if (made.decision === 'allow' && simple.length > 1 && (risk === 'high' || isElsewhere(simple, risk)))
    return { refusal: `it is several commands, and a rule would allow each of them alone: ${why}` };
  const pattern = patternOf(simple);
  return 'refusal' in pattern ? pattern : { rule: { ...made, command: pattern.pattern } };
}

/** `rm a.txt` after `cd build` is another than `rm a.txt`. */
function isElsewhere(simple: readonly string[], risk: RiskFound['risk']): boolean {
  return risk !== 'low' && simple.some((one) => /^(?:cd|pushd)\b/.test(one));
}

function ofPaths(tool: string | null, paths: readonly string[], root: string, made: PolicyRule): Lasting {
  const named = paths.map((path) => {
    const absolute = resolvePath(path, root);
    return insideOf(absolute, root) ?? absolute;
  });
  // A relative pattern and an absolute one are read against different places.
  if (new Set(named.map((path) => path.startsWith('/'))).size > 1)
    return { refusal: 'some of its files are in the work tree and some are not' };
  if (tool !== null && !isPlain(tool)) return { refusal: wild(tool) };
  const pattern = patternOf(named);
  return 'refusal' in pattern ? pattern : { rule: { ...made, tool, path: pattern.pattern } };
}

/** Stands for itself alone. */
function isPlain(text: string): boolean {
  return !/[*?{}]/.test(text);
}

function wild(text: string): string {
  return `${text.length > shownMax ? `${text.slice(0, shownMax)}…` : text} would mean more as a pattern than it says`;
}

const shownMax = 80;
/** What shoal.yaml takes, of a reason too. */
const patternMax = 1_000;

/** A pattern that matches each of the texts and nothing else. */
function patternOf(texts: readonly string[]): { readonly pattern: string } | { readonly refusal: string } {
  const all = [...new Set(texts)];
  const unplain = all.find((text) => !isPlain(text) || (all.length > 1 && text.includes(',')));
  if (unplain !== undefined) return { refusal: wild(unplain) };
  const pattern = all.length === 1 ? (all[0] ?? '') : `{${all.join(',')}}`;
  return pattern.length > patternMax ? { refusal: 'it is too long for a rule' } : { pattern };
}

/** In words: "allow `npm test`", "refuse Edit of src/a.ts". */
export function wordsOf({ decision, tool, path, command, profile }: PolicyRule): string {
  const verb = { allow: 'allow', deny: 'refuse', ask: 'ask about' }[decision];
  const what =
    command !== null
      ? `\`${command}\``
      : path !== null
        ? `${tool ?? 'any tool'} of \`${path}\``
        : `every use of ${tool ?? 'any tool'}`;
  return `${verb} ${what}${profile === null ? '' : ` for profile ${profile}`}`;
}

/** As an item of `policies:` in shoal.yaml. What JSON quotes, YAML reads as the same text. */
export function yamlOf(rule: PolicyRule): string {
  const fields = (['decision', 'tool', 'path', 'command', 'profile', 'reason'] as const).flatMap((key) => {
    const value = rule[key];
    return value === null ? [] : [`${key}: ${key === 'decision' ? value : JSON.stringify(value)}`];
  });
  return `- ${fields.join('\n  ')}\n`;
}
