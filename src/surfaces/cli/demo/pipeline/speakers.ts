import { readFileSync } from 'node:fs';
import { writeOut } from '../../output.ts';

/** What each scripted agent of the second act says to a prompt. All of them answer to what they read, and to nothing else. */
const speakers: Readonly<Record<string, (prompt: string) => string>> = {
  planner: () => 'A tide table for the aquarium: read the moon, print two tides a day, prove it with a test.',
  builder: (prompt) =>
    prompt.includes('no test')
      ? 'Version 2: tides.sh, and a test that two tides come a day.'
      : 'Version 1: tides.sh. (It has no test.)',
  judge: (prompt) =>
    prompt.includes('no test')
      ? '{"decision": "rejected", "reason": "there is no test"}'
      : '{"decision": "approved", "reason": "it has a test"}',
  moon: (prompt) =>
    prompt.includes('[moon]') ? 'Then hourly, from the moon. VOTE: AGREE' : 'I favor hourly values.',
  sun: (prompt) =>
    prompt.includes('[sun]')
      ? 'The sun counts for a third; noted. VOTE: AGREE'
      : 'And the sun? I would not vote yet.',
  docs: () => 'README: how to read the table.',
  port: () => 'Port: it runs on macOS too.',
  pump: () => 'Pump: it follows the table.',
  release: (prompt) =>
    `Released with ${[...prompt.matchAll(/^## From (\w+)/gm)].map(([, name]) => name).join(', ')}.`,
};

export const speakerNames = Object.keys(speakers);

/** Reads its prompt from standard input, as any program can. */
export function speak(name: string): number {
  const prompt = readFileSync(0, 'utf8');
  writeOut(`${speakers[name]?.(prompt) ?? 'I have nothing to say.'}\n`);
  return 0;
}
