import type { Dialect, HarnessName } from '../dialect.ts';
import { claude } from './claude.ts';
import { codex } from './codex.ts';
import { copilot } from './copilot.ts';
import { gemini } from './gemini.ts';
import { opencode } from './opencode.ts';

export const dialects: Readonly<Record<HarnessName, Dialect>> = { claude, codex, gemini, opencode, copilot };
