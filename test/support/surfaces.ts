import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { allOperations } from '../../src/operations/manifest.ts';
import { routesOf } from '../../src/surfaces/http/routes.ts';
import type { Project } from './program.ts';

/** What one surface answered: null when it did what was asked. */
export interface Answer {
  readonly surface: 'cli' | 'http' | 'mcp';
  readonly refusal: { readonly code: string; readonly message: string } | null;
  readonly value: unknown;
}

/** One agent that calls the same operation by command line, HTTP and MCP, of a served project. */
export interface Surfaces extends AsyncDisposable {
  cli(words: readonly string[]): Promise<Answer>;
  http(operation: string, input: Readonly<Record<string, unknown>>): Promise<Answer>;
  mcp(operation: string, input: Readonly<Record<string, unknown>>): Promise<Answer>;
}

const routes = routesOf(allOperations());

export async function surfacesOf(project: Project, token: string): Promise<Surfaces> {
  const url = urlOf(project);
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(new StreamableHTTPClientTransport(new URL(`${url}/mcp/${token}?toolset=all`)));
  const offered = new Set((await client.listTools()).tools.map(({ name }) => name));
  return {
    async cli(words) {
      const ran = await project.run([...words, '--json'], { env: { SHOAL_AGENT_TOKEN: token } });
      return answer('cli', JSON.parse(ran.stdout) as unknown, (value) => object(value)['error']);
    },
    async http(operation, input) {
      const route = routes.find((one) => one.operation.name === operation);
      const response = await fetch(`${url}${route?.uniform}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(input),
      });
      const value = await response.json();
      const { code, detail } = object(value);
      return answer('http', value, () => (response.ok ? undefined : { code, message: detail }));
    },
    async mcp(operation, input) {
      const name = operation.replace(/[.-]/g, '_');
      if (!offered.has(name))
        return { surface: 'mcp', refusal: { code: 'NO_TOOL', message: name }, value: null };
      try {
        const { structuredContent } = await client.callTool({ name, arguments: { ...input } });
        return answer('mcp', structuredContent, (value) => object(value)['error']);
      } catch (error) {
        // Arguments that no tool has are refused by the protocol itself.
        return { surface: 'mcp', refusal: { code: 'INVALID_INPUT', message: String(error) }, value: null };
      }
    },
    [Symbol.asyncDispose]: () => client.close(),
  };
}

export function urlOf({ dir }: Project): string {
  const info = JSON.parse(readFileSync(join(dir, '.shoal/serve.json'), 'utf8')) as { url: string };
  return info.url;
}

function answer(surface: Answer['surface'], value: unknown, refusalIn: (value: unknown) => unknown): Answer {
  const refusal = refusalIn(value);
  if (refusal === undefined) return { surface, refusal: null, value };
  const { code, message } = object(refusal);
  return { surface, refusal: { code: String(code), message: String(message) }, value };
}

function object(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}; // an object
}
