import type { RequestOption } from '../../domain/request.ts';
import type { Ask } from './ask.ts';
import { unwrapShell } from './shell-words.ts';
import type { Connection } from './state.ts';
import { mcpToolName } from './tools.ts';
import { fieldsAt, isFields, textAt, textsAt, type Fields } from './wire.ts';

const once: RequestOption = { id: 'accept', label: 'Allow once', outcome: 'approve', always: false };
const forSession: RequestOption = {
  id: 'acceptForSession',
  label: 'Allow for this session',
  outcome: 'approve',
  always: true,
};
const deny: RequestOption = { id: 'decline', label: 'Deny', outcome: 'reject', always: false };
const denyAndStop: RequestOption = {
  id: 'cancel',
  label: 'Deny and end the turn',
  outcome: 'reject',
  always: false,
};

// Codex offers lasting rules too; they would go into its own files, where Shoal's policies are not.
const decisionOptions = [once, forSession, deny, denyAndStop];
const decisionAnswers = {
  approve: { decision: 'accept' },
  reject: { decision: 'decline' },
  ...Object.fromEntries(decisionOptions.map(({ id }) => [id, { decision: id }])),
};

export function approvalAsk(params: Fields): Ask {
  const line = textAt(params, 'command');
  const command = line === null ? null : unwrapShell(line);
  const host = textAt(fieldsAt(params, 'networkApprovalContext'), 'host');
  const what = command ?? textAt(params, 'reason') ?? '';
  return {
    event: {
      kind: 'permission',
      title: host === null ? `Bash: ${what}` : `network: ${host}`,
      tool: host === null ? 'Bash' : 'network',
      command,
      paths: [],
      detail: present(params, [
        'kind',
        'command',
        'cwd',
        'reason',
        'networkApprovalContext',
        'additionalPermissions',
      ]),
      options: decisionOptions,
    },
    answers: decisionAnswers,
    form: null,
  };
}

/** The request names only the item; what it changes was told when the item began. */
export function patchAsk({ state }: Connection, params: Fields): Ask {
  const tool = state.tools[textAt(params, 'itemId') ?? ''];
  const paths = tool?.paths ?? [];
  return {
    event: {
      kind: 'permission',
      title: `apply_patch: ${paths.join(', ')}`,
      tool: 'apply_patch',
      command: null,
      paths,
      detail: { diffs: tool?.diffs ?? [], ...present(params, ['reason', 'grantRoot']) },
      options: decisionOptions,
    },
    answers: decisionAnswers,
    form: null,
  };
}

export function permissionsAsk(params: Fields): Ask {
  const asked = fieldsAt(params, 'permissions');
  const files = fieldsAt(asked, 'fileSystem');
  const paths = [...textsAt(files, 'read'), ...textsAt(files, 'write')];
  const what = [
    ...(isFields(asked['network']) ? ['network'] : []),
    ...textsAt(files, 'read').map((path) => `read ${path}`),
    ...textsAt(files, 'write').map((path) => `write ${path}`),
  ];
  const granted = present(asked, ['network', 'fileSystem']);
  const grant = (scope: 'turn' | 'session'): object => ({ permissions: granted, scope });
  const nothing = { permissions: {}, scope: 'turn' };
  return {
    event: {
      kind: 'permission',
      title: `permissions: ${what.join(', ') || (textAt(params, 'reason') ?? 'more')}`,
      tool: 'request_permissions',
      command: null,
      paths,
      detail: present(params, ['permissions', 'cwd', 'reason']),
      options: [{ ...once, label: 'Allow for this turn' }, forSession, deny],
    },
    answers: {
      approve: grant('turn'),
      accept: grant('turn'),
      acceptForSession: grant('session'),
      reject: nothing,
      decline: nothing,
    },
    form: null,
  };
}

/** Codex asks for leave to call an MCP tool in the form of an elicitation. */
export function mcpToolAsk(params: Fields, meta: Fields): Ask {
  const server = textAt(params, 'serverName') ?? '';
  const tool = mcpToolName(server, textAt(meta, 'tool_name') ?? '');
  const accept = { action: 'accept', content: {}, _meta: null };
  const decline = { action: 'decline', content: null, _meta: null };
  const lasts = textsAt(meta, 'persist').includes('session');
  return {
    event: {
      kind: 'permission',
      title: `${tool} ${JSON.stringify(meta['tool_params'] ?? {})}`,
      tool,
      command: null,
      paths: [],
      detail: meta['tool_params'] ?? {},
      options: lasts ? [once, forSession, deny, denyAndStop] : [once, deny, denyAndStop],
    },
    answers: {
      approve: accept,
      accept,
      acceptForSession: { ...accept, _meta: { persist: 'session' } },
      reject: decline,
      decline,
      cancel: { ...decline, action: 'cancel' },
    },
    form: null,
  };
}

/** The fields that are there and not null. */
export function present(fields: Fields, keys: readonly string[]): Fields {
  const entries = keys.map((key) => [key, fields[key] ?? null] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== null));
}
