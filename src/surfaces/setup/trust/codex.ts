import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { parse } from 'jsonc-parser';
import { hookMark } from '../hook-commands.ts';
import { arrayAt, valueAt } from '../json-edit.ts';
import { readIfThere, trusted, type TrustSources, type TrustVerdict, untrusted } from './trust.ts';
import { tomlStrings } from './toml-strings.ts';

/**
 * Codex runs hooks of a project only when the project is trusted and each hook was vetted in the form that it has now.
 * Both are in the person's own config.toml; it says nothing where it leaves a hook out.
 */
export function codexTrust({ root, codexHooksRoot, home, environment }: TrustSources): TrustVerdict {
  const config = join(environment['CODEX_HOME'] ?? join(home, '.codex'), 'config.toml');
  const strings = tomlStrings(readIfThere(config) ?? '');
  // Of a linked worktree either will do: the worktree itself or its main checkout.
  if (![root, codexHooksRoot].some((path) => strings.get(`projects.${path}.trust_level`) === 'trusted')) {
    return untrusted(
      'Codex does not trust this project: start `codex` here once and say yes, then vet the hooks with `/hooks`.',
    );
  }
  const file = join(codexHooksRoot, '.codex/hooks.json');
  const unvetted = ownHooks(file).filter(
    ({ key, hash }) => strings.get(`hooks.state.${key}.trusted_hash`) !== hash,
  );
  if (unvetted.length === 0) return trusted;
  const which = unvetted.map(({ event }) => event).join(', ');
  return untrusted(
    `Codex has not vetted ${which}: start \`codex\` here and allow them with \`/hooks\`; in automation use --dangerously-bypass-hook-trust.`,
  );
}

interface VettedHook {
  readonly event: string;
  /** As Codex names it: file, event, place of the group, place in the group. */
  readonly key: string;
  readonly hash: string;
}

function ownHooks(file: string): readonly VettedHook[] {
  const events = valueAt(parse(readIfThere(file) ?? '{}'), ['hooks']);
  return Object.entries(typeof events === 'object' && events !== null ? events : {}).flatMap(
    ([event, groups]) =>
      (arrayAt(groups, []) ?? []).flatMap((group, groupAt) =>
        (arrayAt(group, ['hooks']) ?? []).flatMap((hook, hookAt) =>
          vetted({ file, event, group, groupAt, hook, hookAt }),
        ),
      ),
  );
}

interface Place {
  readonly file: string;
  readonly event: string;
  readonly group: unknown;
  readonly groupAt: number;
  readonly hook: unknown;
  readonly hookAt: number;
}

function vetted({ file, event, group, groupAt, hook, hookAt }: Place): readonly VettedHook[] {
  const command = valueAt(hook, ['command']);
  if (typeof command !== 'string' || !hookMark.test(command)) return [];
  const name = event.replace(/(?!^)[A-Z]/g, (letter) => `_${letter}`).toLowerCase();
  const matcher = valueAt(group, ['matcher']);
  // Keys in alphabetical order, no spaces: what Codex hashes.
  const form = {
    event_name: name,
    hooks: [{ async: false, command, timeout: valueAt(hook, ['timeout']), type: 'command' }],
    ...(matcher === undefined ? {} : { matcher }),
  };
  const hash = `sha256:${createHash('sha256').update(JSON.stringify(form)).digest('hex')}`;
  return [{ event, key: `${file}:${name}:${groupAt}:${hookAt}`, hash }];
}
