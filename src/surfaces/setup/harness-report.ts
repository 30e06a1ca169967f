import { execFile } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { HarnessReport } from '../../operations/ports.ts';
import { findOnPath } from '../harnesses-on-path.ts';
import { type HarnessName, harnessNames } from '../hooks/dialect.ts';
import { setUpHarnesses } from './plan.ts';
import type { Project } from './project.ts';
import { claudeTrust } from './trust/claude.ts';
import { codexTrust } from './trust/codex.ts';
import { copilotTrust } from './trust/copilot.ts';
import { geminiTrust } from './trust/gemini.ts';
import { trusted, type TrustSources, type TrustVerdict } from './trust/trust.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What one harness needs for its report. */
interface HarnessFacts {
  /** The version that all this was tried with; an older one may lack hooks. */
  readonly triedWith: string;
  readonly trust: (sources: TrustSources) => TrustVerdict;
  /** A sign-in leaves one of these below HOME… */
  readonly signInFiles: readonly string[];
  /** …or comes by one of these variables. */
  readonly signInVariables: readonly string[];
  /** A sign-in may also be where it cannot be seen, such as a keychain. */
  readonly mayHideSignIn: boolean;
}

const facts: Readonly<Record<HarnessName, HarnessFacts>> = {
  claude: {
    triedWith: '2.1.330',
    trust: claudeTrust,
    signInFiles: ['.claude/.credentials.json'],
    signInVariables: ['ANTHROPIC_API_KEY', 'ANTHROPIC_AUTH_TOKEN', 'CLAUDE_CODE_OAUTH_TOKEN'],
    mayHideSignIn: process.platform === 'darwin',
  },
  codex: {
    triedWith: '0.169.0',
    trust: codexTrust,
    signInFiles: ['.codex/auth.json'],
    signInVariables: ['OPENAI_API_KEY', 'CODEX_API_KEY'],
    mayHideSignIn: false,
  },
  gemini: {
    triedWith: '0.61.0',
    trust: geminiTrust,
    signInFiles: ['.gemini/oauth_creds.json'],
    signInVariables: ['GEMINI_API_KEY', 'GOOGLE_API_KEY'],
    mayHideSignIn: true,
  },
  opencode: {
    triedWith: '1.18.33',
    trust: () => trusted,
    signInFiles: ['.local/share/opencode/auth.json'],
    signInVariables: [],
    mayHideSignIn: true,
  },
  copilot: {
    triedWith: '1.0.102',
    trust: copilotTrust,
    signInFiles: [],
    signInVariables: ['COPILOT_GITHUB_TOKEN', 'GH_TOKEN', 'GITHUB_TOKEN'],
    mayHideSignIn: true,
  },
};

const versionTimeoutMs = 5_000;

/** Every harness; asks each one found for its version, all at once. */
export function reportHarnesses(
  environment: Environment,
  project: Project,
): Promise<readonly HarnessReport[]> {
  const setUp = setUpHarnesses(project);
  const sources = {
    root: realpathSync(project.root),
    codexHooksRoot: realpathSync(project.codexHooksRoot),
    home: environment['HOME'] ?? homedir(),
    environment,
  };
  return Promise.all(harnessNames.map((name) => report(name, sources, setUp.includes(name))));
}

async function report(name: HarnessName, sources: TrustSources, isSetUp: boolean): Promise<HarnessReport> {
  const { environment } = sources;
  const path = findOnPath(name, environment['PATH'] ?? '');
  const version = path === null ? null : await versionOf(path, environment);
  const signedIn = path === null ? null : isSignedIn(facts[name], sources);
  const common = { name, found: path !== null, path, version, signedIn };
  if (!isSetUp)
    return { ...common, hooksActive: false, detail: `Its hooks are not set up: \`shoal setup --${name}\`.` };
  if (findOnPath('shoal', environment['PATH'] ?? '') === null) {
    return {
      ...common,
      hooksActive: false,
      detail: '`shoal` is not on PATH: until it is, the hooks do nothing.',
    };
  }
  const { isTrusted, remedy } = facts[name].trust(sources);
  return { ...common, hooksActive: isTrusted, detail: remedy ?? oldVersion(name, version) };
}

function oldVersion(name: HarnessName, version: string | null): string | null {
  const { triedWith } = facts[name];
  if (version === null || !isOlder(version, triedWith)) return null;
  return `${name} ${version} is older than ${triedWith}, with which this was tried: it may lack hooks.`;
}

function isOlder(version: string, than: string): boolean {
  const [a, b] = [version, than].map((text) => text.split('.').map(Number));
  const at = (a ?? []).findIndex((part, index) => part !== (b ?? [])[index]);
  return at !== -1 && ((a ?? [])[at] ?? 0) < ((b ?? [])[at] ?? 0);
}

function isSignedIn(
  { signInFiles, signInVariables, mayHideSignIn }: HarnessFacts,
  { home, environment }: TrustSources,
): boolean | null {
  const byFile = signInFiles.some((file) => existsSync(join(home, file)));
  const byVariable = signInVariables.some((name) => (environment[name] ?? '') !== '');
  if (byFile || byVariable) return true;
  return mayHideSignIn ? null : false;
}

/** null when it does not say one in time. */
function versionOf(path: string, environment: Environment): Promise<string | null> {
  const { promise, resolve } = Promise.withResolvers<string | null>();
  const options = { timeout: versionTimeoutMs, env: { ...environment }, killSignal: 'SIGKILL' } as const;
  execFile(path, ['--version'], options, (_error, stdout) =>
    resolve(/\d+\.\d+\.\d+/.exec(stdout)?.[0] ?? null),
  );
  return promise;
}
