import { join } from 'node:path';
import type { Supervisor } from './engines/supervisor/supervisor.ts';
import type { Context } from './operations/context.ts';
import type { Place } from './operations/ports.ts';
import type { Shoal } from './shoal.ts';
import { createHttpApp, type HttpApp } from './surfaces/http/app.ts';
import { humanTokenOf } from './surfaces/http/human-token.ts';
import type { ServeLog } from './surfaces/serve/log.ts';
import type { Listen } from './surfaces/serve/servers.ts';
import { isLoopback } from './surfaces/serve/tcp.ts';
import { createAssets, type PackSource } from './surfaces/web/assets.ts';

interface HttpParts {
  readonly place: Place;
  readonly version: string;
  readonly shoal: Shoal;
  readonly context: Context;
  readonly log: ServeLog;
  readonly supervisor: Supervisor;
  readonly host: () => string;
}

export function httpApp({ place, version, shoal, context, log, supervisor, host }: HttpParts): HttpApp {
  let isReady = false;
  void supervisor.ready.then(() => {
    isReady = true;
  });
  return createHttpApp({
    shoal,
    version,
    settings: context.settings,
    humanToken: humanTokenOf(place.stateDir),
    root: place.root,
    assets: createAssets(webPack),
    hosts: () => (isLoopback(host()) ? [] : [host()]),
    notReady: () => (isReady ? null : 'its agents are being looked after'),
    log,
  });
}

/** Embedded in the executable; beside the modules of the npm package; where a build put it, from source. */
async function webPack(): Promise<PackSource | null> {
  const name = 'web.pack';
  const embedded = Bun.embeddedFiles.find((file) => 'name' in file && file.name === name);
  if (embedded !== undefined) return { bytes: embedded, made: 0 };
  const file = Bun.file(join(import.meta.dir, import.meta.path.endsWith('.ts') ? '../dist' : '', name));
  return (await file.exists()) ? { bytes: file, made: file.lastModified } : null;
}

const requestWithinSeconds = 60;

export const listen: Listen = (at, answer) => {
  // Until a request has come; then it may wait as long as it was told to.
  const server = Bun.serve({
    ...('unix' in at ? at : { ...at, idleTimeout: requestWithinSeconds }),
    fetch: (request: Request, serving: Bun.Server<undefined>) => {
      serving.timeout(request, 0);
      return answer(request, () => serving.requestIP(request)?.address ?? null);
    },
  });
  return { port: server.port ?? null, stop: (isNow) => server.stop(isNow) };
};
