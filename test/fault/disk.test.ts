import { expect, test } from 'bun:test';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { checkLog } from '../model/history/check-log.ts';
import { canMount, fill, mounted } from './support/tmpfs.ts';
import { refusalOf, Workspace } from './support/workspace.ts';

if (!canMount)
  console.log('SKIPPED: full and read-only disks; they need root, to mount a small file system.');

interface Task {
  readonly id: string;
}

test.skipIf(!canMount)(
  'law 3: on a full disk nothing saved is lost, work can be finished, and with room it goes on',
  async () => {
    using disk = mounted('8m');
    await using workspace = await Workspace.create(join(disk.path, 'project'));
    await workspace.join('holder');
    const { id } = await workspace.ok<Task>(['add', 'first'], { as: 'holder' });
    await workspace.ok(['claim'], { as: 'holder' });
    await workspace.ok(['lock', 'src/a.ts'], { as: 'holder' });

    const filler = join(disk.path, 'filler');
    const saved = [id];
    let refusal: string | undefined;
    fill(filler);
    for (let tries = 0; refusal === undefined && tries < 500; tries += 1) {
      const result = await workspace.run(['add', `task ${tries}`, '-d', 'x'.repeat(20_000)]);
      refusal = refusalOf(result);
      if (result.code === 0) saved.push((result.json as Task).id);
      else expect(result.code).toBe(75);
    }
    expect(refusal).toBe('STORE_FULL');
    expect((await workspace.ok<Task[]>(['list', '-n', '1000'])).map((task) => task.id)).toEqual(saved);
    await workspace.ok(['unlock', '--all'], { as: 'holder' });
    await workspace.ok(['done', id, '--summary', 'on a full disk'], { as: 'holder' });

    rmSync(filler);
    await workspace.ok(['add', 'with room']);
    const exported = await workspace.export();
    expect(exported.records.filter(({ kind }) => kind === 'task').length).toBe(saved.length + 1);
    expect(checkLog(exported)).toEqual([]);
  },
  60_000,
);

test.skipIf(!canMount)(
  'law 13: a read-only disk is named as such and loses nothing',
  async () => {
    using disk = mounted('8m');
    await using workspace = await Workspace.create(join(disk.path, 'project'));
    await workspace.ok(['add', 'first']);
    disk.remount('ro');
    const refused = await workspace.run(['add', 'second']);
    expect({ refusal: refusalOf(refused), code: refused.code }).toEqual({
      refusal: 'STORE_READ_ONLY',
      code: 1,
    });
    const reading = await workspace.run(['list']);
    expect(refusalOf(reading) ?? (reading.json as Task[]).length).toBeOneOf(['STORE_READ_ONLY', 1]);
    disk.remount('rw');
    await workspace.ok(['add', 'third']);
    expect((await workspace.ok<Task[]>(['list'])).length).toBe(2);
  },
  60_000,
);
