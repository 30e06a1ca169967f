import type { Hono } from 'hono';
import { allOperations } from '../../operations/manifest.ts';
import type { Env } from './env.ts';

/** Made when it is first asked for. */
export function openApiRoute(app: Hono<Env>, version: string): void {
  let made: Promise<string> | undefined;
  app.get('/v1/openapi.json', async () => {
    made ??= import('./openapi.ts').then(({ openApiOf }) =>
      JSON.stringify(openApiOf(allOperations(), version)),
    );
    return new Response(await made, { headers: { 'content-type': 'application/json' } });
  });
}
