import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Scenario } from '../scenario.ts';
import { turn } from '../turn.ts';

/** A command that is allowed runs, and only then; a command and a file that are refused never come to be. */
export const permission: Scenario = {
  about: ['asksPermission', 'honoursDeny'],
  async run({ lab, world, start, script, found }) {
    const isThere = (name: string): boolean => existsSync(join(world.repo, name));
    await using session = await start({ permission: 'auto' });
    const early: boolean[] = [];
    script(lab.shell('touch allowed.txt'));
    await turn(session, 'allowed', 'make a file', () => {
      early.push(isThere('allowed.txt'));
      return 'approve';
    });
    const [wasEarly] = early;
    const isAsked = wasEarly === false && isThere('allowed.txt');
    found('asksPermission', isAsked, askedHow(wasEarly));

    const refused = [
      ['refused-command.txt', lab.shell('touch refused-command.txt')],
      ['refused-file.txt', lab.write(join(world.repo, 'refused-file.txt'), 'x\n')],
    ] as const;
    let asked = 0;
    for (const [name, step] of refused) {
      script(step);
      await turn(session, name, `make ${name}`, () => {
        asked += 1;
        return 'reject';
      });
    }
    const made = refused.map(([name]) => name).filter(isThere);
    if (asked < refused.length) return found('honoursDeny', false, 'it did not ask, so nobody could refuse');
    found('honoursDeny', made.length === 0, `${made.join(' and ')} came to be although it was refused`);
  },
};

function askedHow(wasEarly: boolean | undefined): string {
  if (wasEarly === undefined) return 'it ran the command unasked';
  return wasEarly
    ? 'the command had run before it asked'
    : 'it asked, was allowed, and did not run the command';
}
