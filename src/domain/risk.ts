import type { Request } from './request.ts';
import { insideOf, resolvePath } from './policy.ts';
import { possibleCommands, simpleCommands } from './shell-commands.ts';

export type Risk = 'high' | 'medium' | 'low';

/** How much harm an approval could do, and why it is thought so, in a few words. */
export interface RiskFound {
  readonly risk: Risk;
  readonly why: string;
}

/** Asked of it: what is wanted, and where the agent stands. */
export interface RiskAsk extends Pick<Request, 'kind' | 'tool' | 'command' | 'paths' | 'title'> {
  readonly root: string;
}

/** Longer ones are not read: harm could be hidden behind the end. */
const commandMax = 4_000;
const reasonsMax = 3;

/**
 * A help for the eye, and what lasting policies are kept narrow by; it decides nothing. What is not known is medium, and
 * said to be unknown (law 12): a command that looks harmless may still run a program that is not.
 */
export function riskOf(ask: RiskAsk): RiskFound {
  if (ask.kind === 'question') return { risk: 'low', why: 'a question' };
  if (ask.kind === 'approval') return ofWords(ask.title);
  if (ask.command !== null) return ofCommand(ask.command, ask.root);
  if (ask.paths.length > 0) return ofPaths(ask);
  return ofTool(ask.tool);
}

function ofWords(title: string): RiskFound {
  const harms = harmsIn(title);
  return harms.length > 0 ? high(harms) : { risk: 'medium', why: 'said in words only' };
}

function ofCommand(command: string, root: string): RiskFound {
  if (command.length > commandMax) return high(['too long to be judged']);
  const simple = simpleCommands(command);
  const isReading = simple !== null && simple.length > 0 && simple.every((one) => reading.test(one));
  const protectedWords = isReading ? secretWords : [...secretWords, ...guardedWords];
  const harms = [
    ...harmsIn(command),
    ...protectedWords.filter(([pattern]) => pattern.test(command)).map(([, why]) => why),
    ...(writesOutside(command, root) ? ['writes outside the workspace'] : []),
  ];
  if (harms.length > 0) return high(harms);
  if (isReading) return { risk: 'low', why: 'only looks' };
  if (simple !== null && simple.every((one) => reading.test(one) || checking.test(one)))
    return { risk: 'low', why: 'runs the project’s own checks' };
  const careful = careWords.filter(([pattern]) => pattern.test(command)).map(([, why]) => why);
  if (careful.length > 0) return { risk: 'medium', why: words(careful) };
  return { risk: 'medium', why: simple === null ? 'what it runs cannot be read for sure' : 'not known' };
}

function high(harms: readonly string[]): RiskFound {
  return { risk: 'high', why: words(harms) };
}

function words(all: readonly string[]): string {
  return [...new Set(all)].slice(0, reasonsMax).join(', ');
}

type Sign = readonly [pattern: RegExp, why: string];

/** Of one command each, with and without its quotes. Every repetition is bounded: text may be hostile. */
const harmful: readonly Sign[] = [
  [/\brm\s(?:\S+\s+){0,20}?(?:-[a-z]{0,9}[rf]|--recursive|--force)/i, 'removes for good'],
  [/\bfind\s.{0,200}\s-(?:delete\b|exec(?:dir)?\s+(?:\S*\/)?rm\b)/, 'removes for good'],
  [/\b(?:shred|mkfs(?:\.\w+)?|wipefs)\b|\bdd\s.{0,200}\bof=/, 'overwrites for good'],
  [/\bgit\b.{0,200}\spush\b.{0,200}\s(?:-f\b|--force|--mirror|--delete|\+\S)/, 'forces a push'],
  [
    /\bgit\b.{0,200}\s(?:reset\s.{0,200}--hard|clean\s.{0,200}-[a-z]{0,9}[fdx]|checkout\s+(?:--\s|\.)|restore\s|stash\s+(?:drop|clear)|branch\s.{0,200}-D|worktree\s+remove\s.{0,200}-f)/,
    'discards work',
  ],
  [
    /\bgit\b.{0,200}\s(?:rebase|filter-branch|filter-repo|commit\s.{0,200}--amend|update-ref|reflog\s+(?:expire|delete)|replace)\b/,
    'rewrites history',
  ],
  [/(?:^|\s)(?:sudo|doas|su|pkexec)\s/, 'runs as another user'],
  [
    /\bch(?:mod|own|grp)\s(?:\S+\s+){0,20}?(?:-[a-zA-Z]{0,9}R|--recursive)|\bchmod\s.{0,200}\b0?777\b/,
    'changes rights of many',
  ],
  [
    /\b(?:npm|pnpm|yarn|bun)\s+(?:\S+\s+){0,20}?(?:i|install|add|ci|update|upgrade)\b|\b(?:pip3?|pipx|uv|gem|cargo|brew|go|poetry|composer|apk|dnf|yum|pacman|apt(?:-get)?)\s+(?:\S+\s+){0,20}?(?:install|add|get|-S)\b/,
    'installs from the network',
  ],
  [
    /\b(?:drop\s+(?:table|database|schema|index|view|user)|truncate\s+(?:table\s+)?\w|delete\s+from)\b|\b(?:dropdb|flushall|flushdb|db:(?:drop|reset)|migrate\s+reset)\b/i,
    'drops data',
  ],
  [
    /\b(?:npm|pnpm|yarn|bun|cargo|gem|poetry|twine)\s+(?:publish|push|upload)\b|\b(?:docker|podman)\s+push\b|\bgh\s+(?:release|pr\s+merge)\b/,
    'publishes',
  ],
  [
    /\b(?:kubectl|helm|terraform|tofu|pulumi|ansible(?:-playbook)?|gcloud|aws|az|flyctl|fly|vercel|netlify|heroku|wrangler|serverless)\s|\bdeploy\b/,
    'deploys',
  ],
  [/(?:^|\s)(?:ssh|scp|sftp|rsync)\s.{0,200}(?:@|:)/, 'reaches another machine'],
  [
    /\b(?:pkill|killall|shutdown|reboot|halt|poweroff|systemctl|launchctl|crontab)\b/,
    'meddles with the machine',
  ],
  [
    /\b(?:docker|podman)\s.{0,200}(?:--privileged|system\s+prune|volume\s+rm|\s-v\s+\/)/,
    'meddles with the machine',
  ],
  [/\b(?:eval|base64\s+(?:-d|--decode|-D))\b/, 'runs what is not seen here'],
];

/** Of the whole line. */
const piped: readonly Sign[] = [
  [
    /\b(?:curl|wget|fetch)\b[^\n]{0,300}\|\s*(?:\S*\/)?(?:sudo\s+)?(?:\S*\/)?(?:\w*sh|python\d*|node|perl|ruby)\b/,
    'runs what it downloads',
  ],
  [
    /\b(?:\w*sh|source|eval|python\d*|node)\b[^\n]{0,300}(?:\$\(|<\(|`)\s*(?:curl|wget)\b/,
    'runs what it downloads',
  ],
];

const secretWords: readonly Sign[] = [
  [
    /(?:^|[\s/='":])(?:\.env(?![\w.-])|\.env\.(?!example|sample|template)|\.netrc|\.npmrc|\.pypirc|\.pgpass|id_(?:rsa|dsa|ecdsa|ed25519))|\.(?:ssh|aws|gnupg|kube|docker)\/|\.(?:pem|p12|pfx|key)\b|\bcredentials?\b|\bsecrets?\b|human-token/i,
    'touches secrets',
  ],
];

const guardedWords: readonly Sign[] = [
  [/(?:^|[\s/='"])\.git\//, 'touches .git'],
  [/\.github\/|\.gitlab-ci|\.circleci\/|jenkinsfile|azure-pipelines|\.husky\//i, 'changes what runs in CI'],
  [/(?:^|[\s/='"])(?:shoal\.yaml|\.shoal\/|\.claude\/|\.codex\/|\.mcp\.json)/, 'changes what agents may do'],
];

const careWords: readonly Sign[] = [
  [/\bgit\b.{0,200}\spush\b/, 'pushes'],
  [
    /\bgit\b.{0,200}\s(?:commit|merge|checkout|switch|stash|tag|cherry-pick|revert|reset|am|apply)\b/,
    'changes the repository',
  ],
  [/(?:^|[\s;&|(])(?:rm|unlink|rmdir|truncate)\s/, 'removes files'],
  [/\bkill\s/, 'ends a process'],
  [/\b(?:npx|bunx|uvx|pnpx|dlx)\b/, 'may download what it runs'],
  [/\b(?:curl|wget|http|nc|telnet)\b|https?:\/\//, 'reaches the network'],
  [
    /(?:^|[\s;&|(])(?:mv|cp|ln|chmod|chown|sed\s+-i|tee|touch|mkdir)\b|(?<![0-9&])>{1,2}\s*[^\s&>]/,
    'changes files',
  ],
];

const reading =
  /^(?:cd|ls|cat|head|tail|pwd|echo|printf|wc|uniq|rg|grep|which|file|stat|du|df|date|true|tree|basename|dirname|realpath|git\s+(?:status|diff|log|show|rev-parse|ls-files|blame|describe)|shoal\s+(?:list|show|status|ps|log|ready|explain))(?:\s+(?!--output|--pre|--ext-diff)\S+)*$/;
const checking =
  /^(?:(?:npm|pnpm|yarn|bun)\s+(?:run\s+)?(?:test|lint|check|typecheck|build)|(?:npx\s+)?(?:tsc|eslint|vitest|jest)|cargo\s+(?:test|build|check|clippy)|go\s+(?:test|build|vet)|pytest|make\s+(?:test|check|lint))(?:\s|$)/;

function harmsIn(text: string): readonly string[] {
  const whole = piped.filter(([pattern]) => pattern.test(text));
  const pieces = possibleCommands(text);
  const found = harmful.filter(([pattern]) => pieces.some((piece) => pattern.test(piece)));
  return [...whole, ...found].map(([, why]) => why);
}

/** What a redirection or a command that writes names, as far as it can be read. */
const targets =
  /(?:>{1,2}|\b(?:tee|cp|mv|ln|touch|mkdir|install|rm|rmdir)\b(?:[^\n;&|>]{0,300}?\s)?)\s*["']?((?:\/|~|\$HOME|\.\.\/)[^\s"';&|)]*)/g;
const harmlessTarget = /^\/(?:dev\/(?:null|stdout|stderr|tty)$|tmp\/|private\/tmp\/|var\/folders\/)/;

function writesOutside(command: string, root: string): boolean {
  return [...command.matchAll(targets)].some(([, path = '']) => {
    if (harmlessTarget.test(path)) return false;
    return /^[~$]/.test(path) || insideOf(resolvePath(path, root), root) === null;
  });
}

const readers: ReadonlySet<string> = new Set([
  'Read',
  'NotebookRead',
  'Glob',
  'Grep',
  'LS',
  'read',
  'glob',
  'grep',
  'list',
]);
const manyFiles = 10;

function ofPaths({ tool, paths, root }: RiskAsk): RiskFound {
  const places = paths.map((path) => ({ path, inside: insideOf(resolvePath(path, root), root) }));
  const isReading = tool !== null && readers.has(tool);
  const signs = isReading ? secretWords : [...secretWords, ...guardedWords];
  const harms = signs
    .filter(([pattern]) => places.some(({ path, inside }) => pattern.test(`/${inside ?? path}`)))
    .map(([, why]) => why);
  const isOutside = places.some(({ inside }) => inside === null);
  if (harms.length > 0 || (isOutside && !isReading))
    return high([...harms, ...(isOutside && !isReading ? ['writes outside the workspace'] : [])]);
  if (isOutside) return { risk: 'medium', why: 'looks outside the workspace' };
  if (isReading) return { risk: 'low', why: 'only looks' };
  return paths.length > manyFiles
    ? { risk: 'medium', why: `changes ${paths.length} files of the work tree` }
    : { risk: 'low', why: 'changes files of the work tree' };
}

function ofTool(tool: string | null): RiskFound {
  if (tool === null) return { risk: 'medium', why: 'not known' };
  if (tool === 'request_permissions') return high(['wants more permissions']);
  if (/^(?:network|web_?fetch|web_?search|fetch)$/i.test(tool))
    return { risk: 'medium', why: 'reaches the network' };
  if (tool === 'ExitPlanMode') return { risk: 'medium', why: 'begins to work on its plan' };
  return readers.has(tool) ? { risk: 'low', why: 'only looks' } : { risk: 'medium', why: 'not known' };
}

const order: Readonly<Record<Risk, number>> = { high: 0, medium: 1, low: 2 };

/** The riskiest first. */
export function byRisk(one: Risk, other: Risk): number {
  return order[one] - order[other];
}
