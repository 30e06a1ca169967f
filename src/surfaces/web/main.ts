import { isatty } from 'node:tty';
import { ShoalError } from '../../domain/errors.ts';
import { resolveCaller } from '../../operations/caller.ts';
import { requireHuman } from '../../operations/command.ts';
import { openShoal } from '../../shoal.ts';
import { jsonLine, writeOut } from '../cli/output.ts';
import type { SurfaceCall } from '../cli/surface-call.ts';
import { surfaceFlags } from '../cli/surface-flags.ts';
import { humanTokenOf } from '../http/human-token.ts';
import { isLoopback } from '../serve/tcp.ts';
import { addressesOf } from './addresses.ts';
import { askForLink } from './ask-for-link.ts';
import { openBrowser } from './open-browser.ts';

/** `shoal web [--print]`: a link that opens the dashboard once, in the browser of this machine or in another one. */
export async function runWeb(call: SurfaceCall): Promise<number> {
  const { values } = surfaceFlags('web', { args: [...call.words], options: { print: { type: 'boolean' } } });
  const context = await openShoal({ dir: call.globals.dir, cwd: process.cwd(), env: call.env }).context();
  await context.store.read((view) => requireHuman(resolveCaller(view, context), 'open the dashboard'));
  const { socket, url } = await (await context.daemon()).ensure();
  if (url === null) throw noAddress();

  const humanToken = humanTokenOf(context.place.stateDir);
  const ask = () => askForLink(socket, humanToken);
  const links = await Promise.all(addressesOf(url).map(async (address) => ({ address, ...(await ask()) })));
  const urls = links.map(({ address, path }) => `${address}${path}`);
  const [first = ''] = urls;
  const isOpened = values.print !== true && (await openBrowser(first, call.env));
  if (call.globals.json)
    writeOut(jsonLine({ urls, expiresInMs: links[0]?.expiresInMs ?? 0, opened: isOpened }));
  else writeOut(await asText(urls, isOpened));
  return 0;
}

async function asText(urls: readonly string[], isOpened: boolean): Promise<string> {
  const elsewhere = urls.find((url) => !isLoopback(new URL(url).hostname));
  const picture = elsewhere === undefined || !isatty(1) ? [] : ['', await qrCode(elsewhere), ''];
  const last = `${isOpened ? 'Opening the browser. ' : ''}A link opens the dashboard once, within two minutes; \`shoal web\` makes another.`;
  return `${[...urls, ...picture, last].join('\n')}\n`;
}

/** For the camera of a phone. */
async function qrCode(url: string): Promise<string> {
  const { renderUnicodeCompact } = await import('uqr');
  return renderUnicodeCompact(url, { border: 2 });
}

function noAddress(): ShoalError {
  return new ShoalError('UNHEALTHY', 'The daemon serves on its socket alone, which no browser reaches.', {
    hint: 'See `shoal serve logs` for why it has no port.',
  });
}
