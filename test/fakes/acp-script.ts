import { type AcpScript, type AcpStep, fullCapabilities } from './acp.ts';

/** The steps that the tests are made of. */
export const say = (text: string, messageId?: string): AcpStep =>
  messageId === undefined ? { say: text } : { say: text, messageId };

export const called = (id: string, rest: object = {}): AcpStep => ({
  update: {
    sessionUpdate: 'tool_call',
    toolCallId: id,
    title: `Call ${id}`,
    kind: 'execute',
    status: 'in_progress',
    ...rest,
  },
});

export const calledBack = (id: string, status: string, rest: object = {}): AcpStep => ({
  update: { sessionUpdate: 'tool_call_update', toolCallId: id, status, ...rest },
});

export const words = (text: string): object => ({ type: 'content', content: { type: 'text', text } });

export const diff = (path: string, oldText: string, newText: string): object => ({
  type: 'diff',
  path,
  oldText,
  newText,
});

export const usage = (used: number, size: number, cost?: number): AcpStep => ({
  update: {
    sessionUpdate: 'usage_update',
    used,
    size,
    ...(cost === undefined ? {} : { cost: { amount: cost, currency: 'USD' } }),
  },
});

export const plan = (...entries: readonly (readonly [string, string])[]): AcpStep => ({
  update: {
    sessionUpdate: 'plan',
    entries: entries.map(([content, status]) => ({ content, status, priority: 'high' })),
  },
});

/** Waits for the answer, and says it as `outcome:option`. */
export const asking: AcpStep = {
  permission: {
    toolCall: {
      toolCallId: 'c1',
      title: 'rm -rf build',
      kind: 'execute',
      status: 'pending',
      rawInput: { command: 'rm -rf build' },
    },
    options: [
      { optionId: 'always', name: 'Always', kind: 'allow_always' },
      { optionId: 'once', name: 'Once', kind: 'allow_once' },
      { optionId: 'no', name: 'No', kind: 'reject_once' },
    ],
  },
};

/** One of everything that real agents were seen to say; plans and thoughts were not. */
export const faithful: AcpScript = {
  capabilities: fullCapabilities,
  opening: {
    modes: { currentModeId: 'default', availableModes: [{ id: 'default', name: 'Default' }] },
    configOptions: [
      {
        id: 'model',
        category: 'model',
        name: 'Model',
        type: 'select',
        currentValue: 'small',
        options: [{ value: 'small', name: 'Small' }],
      },
    ],
  },
  turns: [
    [
      say('I look.', 'm1'),
      called('c0', { kind: 'edit', locations: [{ path: '/w/a.txt' }], rawInput: {} }),
      calledBack('c0', 'completed', {
        title: 'a.txt',
        kind: 'edit',
        locations: [{ path: '/w/a.txt' }],
        content: [words('done'), diff('/w/a.txt', 'one', 'two')],
        rawOutput: {},
      }),
      asking,
      usage(9, 10, 0.5),
      {
        stop: {
          stopReason: 'end_turn',
          usage: {
            inputTokens: 3,
            outputTokens: 2,
            totalTokens: 5,
            cachedReadTokens: 0,
            cachedWriteTokens: 0,
          },
        },
      },
    ],
  ],
};
