import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ShoalError } from '../../domain/errors.ts';
import type { HarnessName } from '../hooks/dialect.ts';
import {
  claudeHooks,
  codexHooks,
  codexToml,
  copilotHooks,
  geminiSettings,
  mcpJson,
  opencodeJson,
} from './harness-entries.ts';
import { instructionText, instructionVersion } from './instruction-text.ts';
import { isComplete, type JsonEntries, withEntries, withoutEntries } from './json-hooks.ts';
import {
  type BlockStyle,
  checkBlocks,
  hashBlock,
  markdownBlock,
  withBlock,
  withoutBlock,
} from './marked-block.ts';
import type { Project } from './project.ts';
import { pluginMark, pluginText } from './opencode-plugin.ts';

/** One project file that some harnesses read, and what is ours in it. */
export interface SetupFile {
  /** Relative to the project; absolute when it lies elsewhere. */
  readonly path: string;
  readonly harnesses: readonly HarnessName[];
  /** What the file is without anything of ours; null when nothing is left. */
  clean(text: string): string | null;
  /** What the file is with ours; `clean` is what `clean` gave, or null for a file that is not there. */
  fill(clean: string | null): string;
  /** Brings what is there of ours up to date, where it stands; `clean` is as above. */
  renew(text: string, clean: string | null): string;
  /** All of ours is there as it should be today. */
  isCurrent(text: string): boolean;
}

/** Every file that setup knows, in the order in which it shows them. */
export function setupFiles(project: Project): readonly SetupFile[] {
  return [
    instructions('CLAUDE.md', ['claude']),
    instructions('AGENTS.md', ['codex', 'opencode', 'copilot']),
    instructions('GEMINI.md', ['gemini']),
    json('.claude/settings.json', ['claude'], claudeHooks),
    json('.mcp.json', ['claude', 'copilot'], mcpJson),
    json(hookFile(project, 'codex'), ['codex'], codexHooks),
    codexConfig(project),
    json('.gemini/settings.json', ['gemini'], geminiSettings),
    plugin('.opencode/plugin/shoal.ts'),
    json(
      existsSync(join(project.root, 'opencode.jsonc')) ? 'opencode.jsonc' : 'opencode.json',
      ['opencode'],
      opencodeJson,
    ),
    json('.github/hooks/shoal.json', ['copilot'], copilotHooks),
  ];
}

/** The file whose hooks show that a harness is set up. */
export function hookFile({ root, codexHooksRoot }: Project, harness: HarnessName): string {
  const path = hookFiles[harness];
  return harness === 'codex' && codexHooksRoot !== root ? join(codexHooksRoot, path) : path;
}

const hookFiles: Readonly<Record<HarnessName, string>> = {
  claude: '.claude/settings.json',
  codex: '.codex/hooks.json',
  gemini: '.gemini/settings.json',
  opencode: '.opencode/plugin/shoal.ts',
  copilot: '.github/hooks/shoal.json',
};

function instructions(path: string, harnesses: readonly HarnessName[]): SetupFile {
  return block(path, harnesses, markdownBlock, instructionVersion, instructionText);
}

function block(
  path: string,
  harnesses: readonly HarnessName[],
  style: BlockStyle,
  version: number,
  body: string,
): SetupFile {
  const fill = (text: string | null): string => withBlock(text ?? '', style, version, body);
  return {
    path,
    harnesses,
    fill,
    renew: fill,
    clean(text) {
      checkBlocks(text, style, path);
      return withoutBlock(text, style);
    },
    isCurrent: (text) => style.pattern.test(text) && fill(text) === text,
  };
}

const tomlVersion = 1;

/** A second table of the same name would make the whole file invalid. */
function codexConfig({ root, stateDir }: Project): SetupFile {
  const path = '.codex/config.toml';
  const isInside = `${stateDir}/`.startsWith(`${root}/`);
  const file = block(path, ['codex'], hashBlock, tomlVersion, codexToml(isInside ? null : stateDir));
  const tables = isInside ? ['mcp_servers.shoal'] : ['mcp_servers.shoal', 'sandbox_workspace_write'];
  const refuseTwice = (text: string | null): void => {
    const twice = tables.find((table) =>
      new RegExp(`^\\s*\\[${table.replace('.', '\\.')}\\]`, 'm').test(text ?? ''),
    );
    if (twice === undefined) return;
    throw new ShoalError('CONFLICT', `${path} has a table [${twice}] of its own.`, {
      hint: 'Remove that table, or add what is missing by hand: `shoal setup --codex --print` on an empty file shows it.',
    });
  };
  return {
    ...file,
    fill(text) {
      refuseTwice(text);
      return file.fill(text);
    },
    renew(text, clean) {
      refuseTwice(clean);
      return file.renew(text, clean);
    },
  };
}

function json(path: string, harnesses: readonly HarnessName[], entries: JsonEntries): SetupFile {
  return {
    path,
    harnesses,
    clean: (text) => withoutEntries(text, entries, path),
    fill: (text) => withEntries(text, entries, path),
    renew: (_text, clean) => withEntries(clean, entries, path),
    isCurrent: (text) => isComplete(text, entries, path),
  };
}

/** A file that is ours as a whole. */
function plugin(path: string): SetupFile {
  return {
    path,
    harnesses: ['opencode'],
    clean(text) {
      if (pluginMark.test(text)) return null;
      throw new ShoalError('CONFLICT', `${path} is there and is not ours.`, {
        hint: 'Move it away, then run `shoal setup` again.',
      });
    },
    fill: () => pluginText,
    renew: () => pluginText,
    isCurrent: (text) => text === pluginText,
  };
}
