import { failureOf, type Failure } from './failure.ts';
import { isObject, number, object, string, type Json } from './json.ts';
import { emit, notice, request, type Link } from './link.ts';
import { sessionServers } from './mcp-servers.ts';
import { setupSteps } from './setup.ts';
import type { AgentFacts } from './state.ts';

const protocolVersion = 1;

/*
 * initialize → session/new | resume | load | fork → what the profile wants set, one after the other → `ready`.
 * Nothing is sent before the answer to what came before it.
 */

export function beginHandshake(link: Link): void {
  request(link, 'initialize', 'initialize', {
    protocolVersion,
    // A driver has no files and no terminals: the agent uses its own.
    clientCapabilities: {
      fs: { readTextFile: false, writeTextFile: false },
      terminal: false,
      elicitation: { form: {} },
      session: { compaction: {} },
    },
    clientInfo: { name: 'shoal', title: 'Shoal', version: '1' },
  });
}

export function initialized(link: Link, result: Json): void {
  link.state.agent = factsOf(result);
  const version = number(result['protocolVersion']);
  if (version === protocolVersion) return openSession(link);
  const text = `${link.state.agent.name} speaks version ${version ?? 'unknown'} of ACP, Shoal version ${protocolVersion}.`;
  failHandshake(link, { reason: 'error', text });
}

/** The session is there: with what it offers it is made as the profile wants it. */
export function sessionOpened(link: Link, result: Json, way: 'new' | 'resume' | 'load' | 'fork'): void {
  const { state, spec } = link;
  state.session = string(result['sessionId']) ?? spec.resume;
  if (state.session === null)
    return failHandshake(link, {
      reason: 'error',
      text: `${state.agent.name} began a session without an id.`,
    });
  const isNew = way === 'new';
  state.isBriefingDue = isNew || way === 'fork';
  // What a session that goes on has cost before is not known until it says so.
  state.costUsd = isNew ? 0 : null;
  state.isCounted = isNew || link.dialect.counts !== 'session';
  state.setup = setupSteps(link, result, way === 'load' || way === 'fork');
  nextStep(link);
}

/** What cannot be gone on with is said, and a new session begun in its place. */
export function sessionRefused(link: Link, error: Json, way: 'new' | 'resume' | 'load' | 'fork'): void {
  const failure = failureOf(error);
  if (way === 'new' || failure.reason === 'auth') return failHandshake(link, failure);
  notice(
    link,
    'warning',
    `${link.state.agent.name} could not go on with session ${link.spec.resume}: ${failure.text}. A new one was begun.`,
  );
  openNew(link);
}

function nextStep(link: Link): void {
  const { state } = link;
  const step = state.setup[0];
  const sessionId = state.session;
  if (step === undefined) return becomeReady(link);
  switch (step.kind) {
    case 'barrier':
      state.replayed = 0;
      return request(link, 'setup', '_shoal/barrier', { sessionId });
    case 'mode':
      return request(link, 'setup', 'session/set_mode', { sessionId, modeId: step.id });
    case 'model':
      return request(link, 'setup', 'session/set_model', { sessionId, modelId: step.id });
    case 'option':
      return request(link, 'setup', 'session/set_config_option', {
        sessionId,
        configId: step.id,
        value: step.value,
      });
  }
}

export function stepAnswered(link: Link, error: Json | null): void {
  const { state } = link;
  const step = state.setup[0];
  if (step === undefined) return;
  // A barrier is refused by every agent; its place among the updates is what it is for.
  if (step.kind === 'barrier' && state.replayed > 0) return nextStep(link);
  state.setup.shift();
  if (step.kind !== 'barrier') takeStep(link, step, error);
  nextStep(link);
}

/** The turn that never began tells why. */
function failHandshake(link: Link, { reason, text }: Failure): void {
  link.state.phase = 'ended';
  emit(link, { type: 'turn-start', turn: null });
  emit(link, { type: 'turn-end', turn: null, reason, result: '', error: text, usage: null });
  link.sink.endInput();
}

function takeStep(
  link: Link,
  step: Exclude<Link['state']['setup'][number], { kind: 'barrier' }>,
  error: Json | null,
): void {
  const value = step.kind === 'option' ? step.value : step.id;
  if (error !== null)
    return notice(
      link,
      'warning',
      `${link.state.agent.name} refused to be set to “${value}”: ${failureOf(error).text}`,
    );
  if (step.kind === 'model' || (step.kind === 'option' && step.isModel)) link.state.model = value;
}

function openSession(link: Link): void {
  const { spec } = link;
  const { agent } = link.state;
  if (spec.resume === null) return openNew(link);
  const params = { sessionId: spec.resume, ...place(link) };
  if (spec.fork) {
    if (agent.canFork) return request(link, 'fork', 'session/fork', params);
    notice(link, 'warning', `${agent.name} cannot fork a session: a new one was begun.`);
    return openNew(link);
  }
  if (agent.canResume) return request(link, 'resume', 'session/resume', params);
  if (agent.canLoad) return request(link, 'load', 'session/load', params);
  notice(link, 'warning', `${agent.name} cannot go on with a session: a new one was begun.`);
  openNew(link);
}

function openNew(link: Link): void {
  request(link, 'new', 'session/new', place(link));
}

function place(link: Link): Json {
  return { cwd: link.spec.directory, mcpServers: sessionServers(link) };
}

function becomeReady(link: Link): void {
  const { state } = link;
  state.phase = 'ready';
  emit(link, {
    type: 'ready',
    harnessSession: state.session,
    model: state.model,
    version: state.agent.version,
  });
}

function factsOf(result: Json): AgentFacts {
  const info = object(result['agentInfo']);
  const can = object(result['agentCapabilities']);
  const session = object(can['sessionCapabilities']);
  return {
    name: string(info['title']) ?? string(info['name']) ?? 'The agent',
    version: string(info['version']),
    canLoad: can['loadSession'] === true,
    canResume: isObject(session['resume']),
    canFork: isObject(session['fork']),
    canClose: isObject(session['close']),
    takesHttpMcp: object(can['mcpCapabilities'])['http'] === true,
  };
}
