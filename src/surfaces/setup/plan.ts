import {
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { ShoalError } from '../../domain/errors.ts';
import { type HarnessName, harnessNames } from '../hooks/dialect.ts';
import type { FilePlan } from './file-plan.ts';
import { type Receipts, readReceipts, receiptOf, writeReceipts } from './receipts.ts';
import type { Project } from './project.ts';
import { hookFile, type SetupFile, setupFiles } from './setup-files.ts';

/** What to do about every file that the harnesses read; unchanged ones are left out. Throws CONFLICT for one that is not safe to edit. */
export function planSetup(
  project: Project,
  harnesses: readonly HarnessName[],
  removes: boolean,
): readonly FilePlan[] {
  const receipts = readReceipts(project.stateDir);
  const staying = removes ? setUpHarnesses(project).filter((one) => !harnesses.includes(one)) : [];
  return setupFiles(project)
    .filter((file) => file.harnesses.some((one) => harnesses.includes(one)))
    .filter((file) => !removes || !file.harnesses.some((one) => staying.includes(one)))
    .map((file) => planFile(project, file, receipts, removes))
    .filter(({ before, after }) => before !== after);
}

/** Harnesses whose hooks are written in this project. */
export function setUpHarnesses(project: Project): readonly HarnessName[] {
  const files = setupFiles(project);
  return harnessNames.filter((harness) => {
    const path = hookFile(project, harness);
    const text = readText(resolve(project.root, path));
    return text !== null && files.some((file) => file.path === path && holdsOurs(file, text));
  });
}

export function applyPlan(project: Project, plans: readonly FilePlan[]): void {
  for (const { path, after } of plans) {
    if (after === null) remove(project.root, path);
    else write(resolve(project.root, path), after);
  }
  writeReceipts(project.stateDir, plans);
}

function planFile({ root }: Project, file: SetupFile, receipts: Receipts, removes: boolean): FilePlan {
  const { path } = file;
  const before = readText(resolve(root, path));
  if (before !== null) refuseConflicts(before, path);
  if (before !== null && !removes && file.isCurrent(before))
    return { path, before, after: before, clean: null };
  const clean =
    before === null ? null : (receiptOf(receipts, path, before) ?? { clean: file.clean(before) }).clean;
  if (removes) return { path, before, after: clean, clean };
  const isThere = before !== null && before !== clean;
  return { path, before, after: isThere ? file.renew(before, clean) : file.fill(clean), clean };
}

function holdsOurs(file: SetupFile, text: string): boolean {
  try {
    return file.clean(text) !== text;
  } catch {
    return false;
  }
}

function refuseConflicts(text: string, path: string): void {
  if (!/^(?:<{7}|>{7}) /m.test(text)) return;
  throw new ShoalError('CONFLICT', `${path} holds merge conflicts.`, {
    hint: 'Resolve them, then run `shoal setup` again. Nothing was changed.',
  });
}

/** Replaced as a whole, with its permissions; a symbolic link stays one. */
function write(path: string, text: string): void {
  const known = statSync(path, { throwIfNoEntry: false });
  const target = known === undefined ? path : realpathSync(path);
  const draft = `${target}.${process.pid}.shoal`;
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(draft, text, known === undefined ? {} : { mode: known.mode });
  renameSync(draft, target);
}

/** With the directories that are empty then: they were made for it. */
function remove(root: string, path: string): void {
  rmSync(resolve(root, path), { force: true });
  for (let directory = dirname(path); dirname(directory) !== directory; directory = dirname(directory)) {
    try {
      rmdirSync(resolve(root, directory));
    } catch {
      return;
    }
  }
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return null;
    throw error;
  }
}
