import { join } from 'node:path';
import { parse } from 'jsonc-parser';
import { arrayAt } from '../json-edit.ts';
import { readIfThere, trusted, type TrustSources, type TrustVerdict, untrusted } from './trust.ts';

/** Copilot CLI leaves hooks and MCP servers of an untrusted project out, and says nothing. */
export function copilotTrust({ root, home, environment }: TrustSources): TrustVerdict {
  const file = join(environment['COPILOT_HOME'] ?? join(home, '.copilot'), 'config.json');
  const config: unknown = parse(readIfThere(file) ?? '{}');
  const folders = [
    ...(arrayAt(config, ['trustedFolders']) ?? []),
    ...(arrayAt(config, ['trusted_folders']) ?? []),
  ];
  if (folders.includes(root)) return trusted;
  return untrusted(
    'Copilot CLI does not trust this folder: start `copilot` here once and confirm, or run it with --trust-folder.',
  );
}
