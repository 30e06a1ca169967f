import { claudeLab } from './claude.ts';
import { codexLab } from './codex.ts';
import { copilotLab } from './copilot.ts';
import { geminiLab } from './gemini.ts';
import type { Lab } from './lab.ts';
import { opencodeLab } from './opencode.ts';

/** In the usual order. */
export const labs: readonly Lab[] = [claudeLab, codexLab, geminiLab, opencodeLab, copilotLab];
