import { jsonLine, writeOut } from '../cli/output.ts';
import type { SurfaceCall } from '../cli/surface-call.ts';

export function say({ globals }: SurfaceCall, answer: unknown, text: string): void {
  writeOut(globals.json ? jsonLine(answer) : `${text}\n`);
}
