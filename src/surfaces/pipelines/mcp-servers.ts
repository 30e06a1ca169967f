import type { McpCommand } from '../../domain/profile.ts';

/** Versions of the servers that go by a name alone: what runs is what was looked at, and not what is newest that day. */
const pinned: Readonly<Record<string, string>> = {
  everything: '@modelcontextprotocol/server-everything@2026.8.31',
  filesystem: '@modelcontextprotocol/server-filesystem@2026.8.31',
  github: '@modelcontextprotocol/server-github@2025.4.8',
  memory: '@modelcontextprotocol/server-memory@2026.8.31',
  'sequential-thinking': '@modelcontextprotocol/server-sequential-thinking@2026.8.31',
};

interface McpData {
  readonly server: string;
  readonly command?: string | null | undefined;
  readonly args?: readonly string[] | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
}

/** What to run for it; or in words why that is not known. */
export function mcpServerOf({ server, command, args = [], env = {} }: McpData): McpCommand | string {
  if (command !== undefined && command !== null) return { name: server, command, args, env };
  const known = Object.hasOwn(pinned, server) ? pinned[server] : undefined;
  if (known === undefined)
    return `no command is known for the MCP server "${server}"; give its command, or one of: ${Object.keys(pinned).join(', ')}`;
  return { name: server, command: 'npx', args: ['-y', known, ...args], env };
}
