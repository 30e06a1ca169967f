import * as fake from '../fakes/claude-script.ts';
import type { Wording } from './wording.ts';

export const agentNames = ['lucid-knuth', 'wry-hopper', 'brisk-curie', 'calm-noether'] as const;
type AgentName = (typeof agentNames)[number];

/** The file that they work on, as it was and as they want it. */
export const usersBefore = `export async function listUsers(request: Request): Promise<Response> {
  const users = await store.all('user');
  return Response.json(users);
}
`;
export const usersAfter = `export async function listUsers(request: Request): Promise<Response> {
  const { page, size } = pageOf(request.url);
  const users = await store.page('user', { page, size });
  return Response.json(users, { headers: { 'x-total': String(users.total) } });
}
`;

/** What each of them says and does, for the fake of Claude Code. */
export function scriptOf(name: AgentName, { line, block }: Wording): readonly fake.FakeStep[] {
  const edit = {
    file_path: 'src/api/users.ts',
    old_string: block(usersBefore),
    new_string: block(usersAfter),
  };
  const said = fake.said(
    'm1',
    block(
      'The handler answers with every user at once. I read how the **other routes** page, then do the same:\n\n- `pageOf` takes both numbers from the address\n- the store knows `page` already\n',
    ),
  );
  const worked = [
    fake.awaitUser,
    ...fake.started,
    ...said,
    fake.assistant('m2', [
      fake.toolUse('p1', 'TodoWrite', {
        todos: [
          { content: line('Read the handlers'), status: 'completed', activeForm: 'Reading' },
          { content: line('Page the answer'), status: 'in_progress', activeForm: 'Paging' },
          { content: line('Write the tests'), status: 'pending', activeForm: 'Testing' },
        ],
      }),
    ]),
    fake.toolResult('p1', 'ok'),
    fake.assistant('m3', [fake.toolUse('c1', 'Read', { file_path: 'src/api/users.ts' })]),
    fake.toolResult('c1', block(usersBefore)),
    fake.assistant('m4', [fake.toolUse('c2', 'Edit', edit)]),
    fake.toolResult('c2', 'updated', {
      tool_use_result: {
        filePath: 'src/api/users.ts',
        oldString: edit.old_string,
        newString: edit.new_string,
      },
    }),
    fake.assistant('m5', [fake.toolUse('c3', 'Bash', { command: line('npm test -- users') })]),
    fake.toolResult(
      'c3',
      block('\u001b[32m✓\u001b[39m 11 passed\n\u001b[31m✕ 1 failed\u001b[39m  users › the last page\n'),
      { is_error: true },
    ),
  ];
  switch (name) {
    case 'lucid-knuth':
      return [
        ...worked,
        ...fake.said('m6', block('The last page counts from one. I correct it and run the tests again.')),
        fake.awaitInterrupt,
      ];
    case 'wry-hopper':
      return [...worked, fake.askTool('q1', 'Edit', edit), fake.awaitInterrupt];
    case 'brisk-curie':
      return [
        ...worked,
        fake.askTool('q2', 'Bash', {
          command: line('rm -rf build/ && npm run build'),
          description: line('Build from nothing'),
        }),
        fake.awaitInterrupt,
      ];
    case 'calm-noether':
      return [...worked, fake.result(block('The tests of /users pass.')), fake.awaitUser];
  }
}
