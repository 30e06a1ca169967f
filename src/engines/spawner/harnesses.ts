import { installCommands } from '../../domain/profile.ts';

/** How one harness's program is started with nobody at it, and in a window with somebody. */
export interface HarnessProgram {
  readonly program: string;
  readonly install: string;
  /** Reads the prompt from standard input; asks nobody for permissions; in `trusted` directories the project's own hooks run. */
  readonly background: (model: string | null, trusted: readonly string[]) => readonly string[];
  /** Has a terminal, so it asks the person there; `opening` is one line that points at the prompt's file. */
  readonly interactive: (model: string | null, opening: string) => readonly string[];
  /** Set for it besides. */
  readonly environment: Readonly<Record<string, string>>;
  /** Variables of the caller that it needs: settings, sign-in, providers. */
  readonly passes: RegExp;
  /** Where the npm package keeps the program itself, below the directory that holds the package: a shim that is killed leaves it running. */
  readonly native: RegExp | null;
}

const model = (name: string | null, flag: string): readonly string[] => (name === null ? [] : [flag, name]);
const providers =
  /^(ANTHROPIC_|OPENAI_|GOOGLE_|AZURE_|AWS_|VERTEX_|(GEMINI|OPENROUTER|GROQ|MISTRAL|DEEPSEEK|XAI)_API_KEY$)/;

/** TOML; only the inline form is read from the command line. */
function codexTrust(directories: readonly string[]): string {
  const entries = directories.map((directory) => `${JSON.stringify(directory)}={trust_level="trusted"}`);
  return `projects={${entries.join(',')}}`;
}

/** In the order in which they are looked for and take turns. */
export const harnessPrograms: Readonly<Record<string, HarnessProgram>> = {
  claude: {
    program: 'claude',
    install: installCommands.claude,
    background: (name) => [
      '-p',
      '--output-format',
      'stream-json',
      '--verbose',
      '--permission-mode',
      'bypassPermissions',
      ...model(name, '--model'),
    ],
    interactive: (name, opening) => [...model(name, '--model'), opening],
    environment: {},
    passes:
      /^(ANTHROPIC_|CLAUDE_CONFIG_DIR$|CLAUDE_CODE_(USE_|OAUTH_|DISABLE_|MAX_)|AWS_|GOOGLE_|CLOUD_ML_|VERTEX_|DISABLE_|IS_SANDBOX$)/,
    native: /^claude-code-[a-z0-9-]+\/claude$/,
  },
  codex: {
    program: 'codex',
    install: installCommands.codex,
    // Its own sandbox would keep git's directory and other worktrees read-only. Without both kinds of trust, the hooks
    // and tools of a project are left out in silence: this one holds for the run only.
    background: (name, trusted) => [
      'exec',
      '--json',
      '--dangerously-bypass-approvals-and-sandbox',
      '--dangerously-bypass-hook-trust',
      '--skip-git-repo-check',
      '-c',
      codexTrust(trusted),
      ...model(name, '-m'),
      '-',
    ],
    interactive: (name, opening) => [...model(name, '-m'), opening],
    environment: {},
    passes: /^(OPENAI_|CODEX_HOME$|CODEX_API_KEY$|AZURE_)/,
    native: /^codex-[a-z0-9-]+\/vendor\/[^/]+\/bin\/codex$/,
  },
  gemini: {
    program: 'gemini',
    install: installCommands.gemini,
    background: (name) => ['-o', 'stream-json', '--yolo', ...model(name, '-m')],
    interactive: (name, opening) => [...model(name, '-m'), '-i', opening],
    // Without trust for the folder it ends at once; without the relaunch its process is the one that works.
    environment: { GEMINI_CLI_TRUST_WORKSPACE: 'true', GEMINI_CLI_NO_RELAUNCH: 'true' },
    passes: /^(GEMINI_(API_KEY|MODEL|CLI_HOME|SYSTEM_MD)$|GOOGLE_)/,
    native: null,
  },
  opencode: {
    program: 'opencode',
    install: installCommands.opencode,
    background: (name) => ['run', '--format', 'json', '--auto', ...model(name, '-m')],
    interactive: (name, opening) => [...model(name, '-m'), '--prompt', opening],
    environment: {},
    passes: new RegExp(`${providers.source}|^OPENCODE_(CONFIG|CONFIG_CONTENT|CONFIG_DIR|DISABLE_|API_KEY)`),
    native: /^opencode-[a-z0-9-]+\/bin\/opencode$/,
  },
  copilot: {
    program: 'copilot',
    install: installCommands.copilot,
    background: (name) => [
      '--output-format',
      'json',
      '--allow-all-tools',
      '--trust-folder',
      ...model(name, '--model'),
    ],
    interactive: (name, opening) => [...model(name, '--model'), '-i', opening],
    environment: {},
    passes: /^(COPILOT_(OFFLINE|PROVIDER_|MODEL|HOME|GITHUB_TOKEN)|GH_TOKEN$|GITHUB_TOKEN$|GH_HOST$)/,
    native: /^copilot-[a-z0-9-]+\/copilot$/,
  },
};

export const harnessNames: readonly string[] = Object.keys(harnessPrograms);
