import { commandLine, type Dialect } from '../dialect.ts';
import { object, string } from '../json.ts';

/** Any other agent by its command line. It is asked what it can do, and told by the protocol alone. */
export const otherDialect: Dialect = {
  harness: 'acp',
  capabilities: {
    streams: true,
    asksPermission: true,
    honoursDeny: true,
    steers: false,
    interrupts: true,
    resumes: true,
    forks: true,
    reportsUsage: true,
  },
  plan: (spec) => ({
    argv: commandLine(spec, 'acp-agent', []),
    env: {},
    untaken:
      spec.profile.mcp === 'with-own'
        ? []
        : ['An agent over ACP cannot be told to leave out the MCP servers of its own configuration.'],
  }),
  modes: {
    read: ['plan', 'readonly', 'ask', 'architect'],
    write: ['acceptedits', 'autoedit', 'write', 'code'],
    full: ['bypasspermissions', 'yolo', 'fullaccess', 'full', 'autopilot'],
    auto: ['default', 'manual', 'auto', 'agent', 'ask'],
  },
  setsModel: true,
  setsEffort: true,
  takesMcp: () => true,
  toolName: () => null,
  command: (call) => string(object(call['rawInput'])['command']),
  isSubagent: () => false,
  // As the protocol has it: “across session”.
  counts: 'session',
  remark: () => null,
};
