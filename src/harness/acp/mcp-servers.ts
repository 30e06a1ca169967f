import type { McpServer } from '../driver.ts';
import { wantedServers } from './dialect.ts';
import type { Json } from './json.ts';
import { notice, type Link } from './link.ts';

/** The servers that go with the session; one that the agent cannot take is told. */
export function sessionServers(link: Link): readonly Json[] {
  return wantedServers(link.spec)
    .filter((server) => link.dialect.takesMcp(server))
    .filter((server) => isReachable(link, server))
    .map(toAcp);
}

/** ACP demands stdio of every agent; HTTP is offered or not. */
function isReachable(link: Link, server: McpServer): boolean {
  if (server.type === 'stdio' || link.state.agent.takesHttpMcp) return true;
  notice(
    link,
    'warning',
    `${link.state.agent.name} takes no MCP server over HTTP: “${server.name}” was not given to it.`,
  );
  return false;
}

function toAcp(server: McpServer): Json {
  const { name } = server;
  if (server.type === 'http') return { type: 'http', name, url: server.url, headers: pairs(server.headers) };
  return { name, command: server.command, args: server.args, env: pairs(server.env) };
}

function pairs(record: Readonly<Record<string, string>>): readonly Json[] {
  return Object.entries(record).map(([name, value]) => ({ name, value }));
}
