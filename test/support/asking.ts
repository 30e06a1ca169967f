import { join } from 'node:path';
import type { ShoalClient } from '../../src/client/index.ts';
import type { FakeStep } from '../fakes/codex.ts';
import type { Served } from './agents.ts';

const codex = [process.execPath, join(import.meta.dir, '../fakes/codex.ts')];

/** A profile `codex` whose agents do what their turns say. */
export const codexProfile = `  codex: { harness: codex, command: ${JSON.stringify(codex)}, crashesMax: 100 }\n`;

/** Starts an agent of it that does these steps, and gives the id of its session. */
export function startCodex(world: Served, name: string, steps: readonly FakeStep[]): Promise<string> {
  return world.start('codex', name, JSON.stringify(steps));
}

interface AskedQuestion {
  readonly id: string;
  readonly question: string;
  readonly options?: readonly { readonly label: string; readonly description?: string }[];
}

/** The model asks its person. */
export function askUser(questions: readonly AskedQuestion[]): FakeStep {
  return { ask: 'item/tool/requestUserInput', params: { itemId: 'x', questions } };
}

/** A server of tools asks its person to fill in a form. */
export function askForm(message: string, properties: object): FakeStep {
  const requestedSchema = { type: 'object', properties };
  return {
    ask: 'mcpServer/elicitation/request',
    params: { serverName: 'own', mode: 'form', message, requestedSchema },
  };
}

/** What the agent of the session has said, once its turn is over. */
export async function saidBy(world: Served, client: ShoalClient, session: string): Promise<string> {
  await world.untilSession(session, ({ state }) => state === 'idle');
  let said = '';
  for await (const page of client.session.transcript({ session })) said += JSON.stringify(page);
  return said.replaceAll('\\', '');
}
