import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FilePlan } from './file-plan.ts';

/*
 * What each file was before setup, kept in `.shoal/`: as long as the file is as setup left it, removing gives back exactly
 * those bytes. When somebody has changed it since, ours is cut out of it instead.
 */

interface Receipt {
  readonly clean: string | null;
  readonly filled: string;
}

export type Receipts = Readonly<Record<string, Receipt>>;

export function readReceipts(stateDir: string): Receipts {
  try {
    return JSON.parse(readFileSync(fileIn(stateDir), 'utf8')) as Receipts; // written below
  } catch {
    return {};
  }
}

export function receiptOf(receipts: Receipts, path: string, text: string): Receipt | undefined {
  const receipt = Object.hasOwn(receipts, path) ? receipts[path] : undefined;
  return receipt?.filled === text ? receipt : undefined;
}

export function writeReceipts(stateDir: string, plans: readonly FilePlan[]): void {
  const kept: Record<string, Receipt> = { ...readReceipts(stateDir) };
  for (const { path, after, clean } of plans) {
    if (after === null || after === clean) delete kept[path];
    else kept[path] = { clean, filled: after };
  }
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  writeFileSync(fileIn(stateDir), JSON.stringify(kept), { mode: 0o600 });
}

function fileIn(stateDir: string): string {
  return join(stateDir, 'setup.json');
}
