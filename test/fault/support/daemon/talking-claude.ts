/*
 * A Claude Code that answers whatever it is told, as many times as it is told something: it writes the script of the
 * fake one, each of whose texts is said once in the world. Every third turn asks for leave to run `make`. What it was
 * given stands in FAKE_DIR/prompts.jsonl.
 */
import { writeFileSync } from 'node:fs';
import {
  askTool,
  assistant,
  awaitUser,
  type FakeStep,
  result,
  said,
  started,
  toolResult,
  toolUse,
} from '../../../fakes/claude-script.ts';

const turnsMax = 400;

export const talkingClaudeCommand: readonly string[] = [process.execPath, import.meta.path];

if (import.meta.main) {
  const folder = process.env['FAKE_DIR'] ?? '.';
  const script = `${folder}/claude-${process.pid}.json`;
  writeFileSync(script, JSON.stringify(Array.from({ length: turnsMax }, (_one, at) => turn(at + 1)).flat()));
  process.env['FAKE_SCRIPT'] = script;
  process.env['FAKE_PROMPTS'] = `${folder}/prompts.jsonl`;
  await import('../../../fakes/claude.ts');
}

function turn(number: number): readonly FakeStep[] {
  const id = `${process.pid}-${number}`;
  return [
    awaitUser,
    ...started,
    ...(number % 3 === 0 ? asking(id) : []),
    ...said(`msg_${id}`, `said ${id}.`),
    result(`said ${id}.`),
  ];
}

function asking(id: string): readonly FakeStep[] {
  const input = { command: 'make' };
  return [
    assistant(`msg_tool_${id}`, [toolUse(`call-${id}`, 'Bash', input)]),
    askTool(id, 'Bash', input),
    { await: { type: 'control_response', response: { request_id: id } } },
    toolResult(`call-${id}`, 'made'),
  ];
}
