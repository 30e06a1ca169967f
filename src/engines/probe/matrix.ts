import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeAtomically } from '../../keeper/write-atomically.ts';
import type { ProbedHarness, ProbeFinding } from '../../operations/ports.ts';

/** What was measured, by harness; one that cannot be read is as if nothing had been. */
export function readMatrix(stateDir: string): readonly ProbedHarness[] {
  const value = readJson(fileOf(stateDir));
  const harnesses = isObject(value) ? value['harnesses'] : undefined;
  return Array.isArray(harnesses) ? harnesses.filter(isProbed) : [];
}

/** Puts these in the place of what was known of the same harnesses. */
export function storeMatrix(stateDir: string, probed: readonly ProbedHarness[]): void {
  const fresh = new Set(probed.map(({ harness }) => harness));
  const others = readMatrix(stateDir).filter(({ harness }) => !fresh.has(harness));
  writeAtomically(fileOf(stateDir), { harnesses: [...others, ...probed] });
}

function fileOf(stateDir: string): string {
  return join(stateDir, 'harnesses.json');
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null; // never probed, or damaged: probing again mends both
  }
}

function isProbed(value: unknown): value is ProbedHarness {
  if (!isObject(value)) return false;
  const { harness, program, version, probedAt, tookMs, findings } = value;
  return (
    typeof harness === 'string' &&
    typeof program === 'string' &&
    (version === null || typeof version === 'string') &&
    Number.isSafeInteger(probedAt) &&
    Number.isFinite(tookMs) &&
    Array.isArray(findings) &&
    findings.every(isFinding)
  );
}

function isFinding(value: unknown): value is ProbeFinding {
  if (!isObject(value)) return false;
  const { capability, ok, why } = value;
  return (
    typeof capability === 'string' &&
    (ok === null || typeof ok === 'boolean') &&
    (why === null || typeof why === 'string')
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
