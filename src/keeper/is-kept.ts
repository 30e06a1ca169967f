import { readInfo } from './info.ts';
import { keeperFiles } from './place.ts';
import { openWire } from './wire.ts';

/** Whether a keeper runs here. Its lock is not tried: held for a look, it would keep out one that is just starting. */
export async function isKept(stateDir: string): Promise<boolean> {
  const info = readInfo(keeperFiles(stateDir).info);
  const wire = info === null ? null : await openWire(info.socket);
  wire?.close();
  return wire !== null;
}
