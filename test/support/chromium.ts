import { type Browser, chromium } from 'playwright-core';
import { cleanEnvironment } from './program.ts';

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The system's Chromium, or that of CHROMIUM, with more flags; the caller closes it. */
export function openChromium(more: readonly string[] = []): Promise<Browser> {
  const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
  return chromium.launch({ executablePath, args: [...flags, ...more], env: cleanEnvironment() });
}
