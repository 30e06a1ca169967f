import { join } from 'node:path';
import type { ConfigFile } from '../../operations/ports.ts';

export function openConfigFile(root: string): ConfigFile {
  const file = join(root, 'shoal.yaml');
  return {
    read: () => ({
      file,
      profiles: {},
      defaultProfile: null,
      queues: {},
      policies: [],
      serve: { host: '127.0.0.1', port: 8_000, logLevel: 'info' },
      problems: [],
    }),
    edit: () => Promise.reject(new Error('not yet')),
  };
}
