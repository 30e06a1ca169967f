import { dirname, join } from 'node:path';
import { parse } from 'jsonc-parser';
import { valueAt } from '../json-edit.ts';
import { readIfThere, trusted, type TrustSources, type TrustVerdict, untrusted } from './trust.ts';

/** Gemini CLI loads the settings of a project, hooks included, only from a trusted folder. */
export function geminiTrust({ root, home, environment }: TrustSources): TrustVerdict {
  const settings: unknown = parse(readIfThere(join(home, '.gemini/settings.json')) ?? '{}');
  if (environment['GEMINI_CLI_TRUST_WORKSPACE'] === 'true') return trusted;
  if (valueAt(settings, ['security', 'folderTrust', 'enabled']) === false) return trusted;
  const folders: unknown = parse(readIfThere(join(home, '.gemini/trustedFolders.json')) ?? '{}');
  const rules = Object.entries(typeof folders === 'object' && folders !== null ? folders : {});
  if (valueAt(folders, [root]) !== 'DO_NOT_TRUST' && rules.some(([path, rule]) => covers(path, rule, root)))
    return trusted;
  return untrusted(
    'Gemini CLI does not trust this folder: start `gemini` here once and choose "Trust folder", or set GEMINI_CLI_TRUST_WORKSPACE=true.',
  );
}

function covers(path: string, rule: unknown, root: string): boolean {
  if (rule !== 'TRUST_FOLDER' && rule !== 'TRUST_PARENT') return false;
  const top = rule === 'TRUST_PARENT' ? dirname(path) : path;
  return root === top || root.startsWith(top.endsWith('/') ? top : `${top}/`);
}
