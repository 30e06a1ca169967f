import { type Dialect, objectOf, printJson, textOf } from '../dialect.ts';
import { isWorkingTool, type ToolTable, toolWrites } from '../tool-writes.ts';

const tools: ToolTable = {
  create: { file: 'path' },
  edit: { file: 'path' },
  apply_patch: { patch: 'patch' },
  bash: { shell: 'command' },
};

/** Copilot CLI: camelCase, no event name in the payload, decisions at the top level; a patch is the arguments themselves. */
export const copilot: Dialect = {
  parse(payload) {
    const cwd = textOf(payload, 'cwd');
    const tool = textOf(payload, 'toolName');
    const input = payload['toolArgs'];
    const args = typeof input === 'string' ? input : objectOf(payload, 'toolArgs');
    return {
      session: textOf(payload, 'sessionId'),
      cwd,
      writes: toolWrites(tools, tool, args, cwd ?? process.cwd()),
      isWorking: isWorkingTool(tools, tool, args),
      isHeldAlready: payload['stop_hook_active'] === true,
    };
  },
  print: (_event, { context, deny, hold }) =>
    printJson({
      permissionDecision: deny === undefined ? undefined : 'deny',
      permissionDecisionReason: deny,
      decision: hold === undefined ? undefined : 'block',
      reason: hold,
      additionalContext: context,
    }),
};
