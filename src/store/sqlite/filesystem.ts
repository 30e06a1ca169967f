import { statfsSync } from 'node:fs';
import { ShoalError } from '../../domain/errors.ts';

/**
 * File systems on which SQLite's shared memory does not work between machines or across a virtual machine's border:
 * two writers could damage the file silently. Magic numbers: statfs(2) and linux/magic.h.
 */
const unsafe: Readonly<Record<number, string>> = {
  0x6969: 'NFS',
  0x517b: 'SMB',
  0xff534d42: 'CIFS',
  0xfe534d42: 'SMB2',
  0x01021997: '9p',
  0x65735546: 'FUSE (sshfs, virtiofs and the like)',
  0x6a656a63: 'virtiofs',
  0x786f4256: 'a VirtualBox shared folder',
  0x5346414f: 'AFS',
  0x73757245: 'Coda',
  0x00c36400: 'Ceph',
  0x0bd00bd0: 'Lustre',
  0x47504653: 'GPFS',
  0x01161970: 'GFS2',
  0x7461636f: 'OCFS2',
};

/** Type number of the file system that a directory lies on; undefined where it cannot be known. */
export function fileSystemType(directory: string): number | undefined {
  if (process.platform !== 'linux') return undefined;
  return statfsSync(directory).type >>> 0;
}

/** Refuses a directory whose file system cannot hold a database safely. */
export function checkFileSystem(directory: string, type: number | undefined): void {
  const name = type === undefined ? undefined : unsafe[type];
  if (name === undefined) return;
  throw new ShoalError(
    'STORE_UNSAFE',
    `${directory} is on ${name}, where SQLite cannot keep several writers apart.`,
    {
      hint: 'Use a local disk, or allow it in .shoal/config.json if only one machine will ever write.',
      details: { fileSystem: name },
    },
  );
}
