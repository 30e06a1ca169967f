import { join } from 'node:path';
import { parse } from 'jsonc-parser';
import { valueAt } from '../json-edit.ts';
import { readIfThere, trusted, type TrustSources, type TrustVerdict, untrusted } from './trust.ts';

/**
 * Claude Code asks once whether the folder is trusted and ends when it is not; headless it does not ask. So hooks run in
 * every session that runs, unless they are switched off.
 */
export function claudeTrust({ root, home, environment }: TrustSources): TrustVerdict {
  const userDirectory = environment['CLAUDE_CONFIG_DIR'] ?? join(home, '.claude');
  const files = [
    join(userDirectory, 'settings.json'),
    join(root, '.claude/settings.json'),
    join(root, '.claude/settings.local.json'),
  ];
  const off = files.find((file) => valueAt(parse(readIfThere(file) ?? '{}'), ['disableAllHooks']) === true);
  return off === undefined ? trusted : untrusted(`${off} switches all hooks off: remove "disableAllHooks".`);
}
