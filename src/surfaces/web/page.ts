/** Replaced by the nonce of the page that is sent: scripts/lib/web-bundle.ts puts it there. */
const placeholder = /%NONCE%/g;

/**
 * A page under a policy that lets it load from this server alone. Only a style element may carry a nonce: there is no
 * script in a page.
 */
export function pageResponse(request: Request, html: string, status = 200): Response {
  const nonce = crypto.getRandomValues(Buffer.alloc(16)).toString('base64url');
  const bytes = Buffer.from(html.replace(placeholder, nonce));
  return new Response(request.method === 'HEAD' ? null : bytes, {
    status,
    headers: {
      'content-length': String(bytes.length),
      'content-type': 'text/html; charset=utf-8',
      // Each has a nonce of its own, and the names of the assets as they are now.
      'cache-control': 'no-store',
      'content-security-policy': policy(nonce),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    },
  });
}

function policy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "require-trusted-types-for 'script'",
  ].join('; ');
}

/** The colours and the type are the dashboard's, of web/styles/tokens.css: a test holds them to it. */
const style = `
      :root {
        color-scheme: dark light;
        --background: light-dark(#faf9f6, #10100f);
        --raised: light-dark(#ffffff, #181816);
        --edge: light-dark(#e3e0d8, #2a2a26);
        --text: light-dark(#1e1d1a, #dedbd2);
        --sans: system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif;
        --mono: 'JetBrains Mono Variable', ui-monospace, 'SF Mono', Menlo, Consolas, monospace;
      }
      body { margin: 0; background: var(--background); color: var(--text); font: 15px/1.45 var(--sans); }
      main { max-width: 480px; margin: 0 auto; padding: 20vh 16px 16px; }
      h1 { font-size: 18px; font-weight: 600; }
      a { color: inherit; text-underline-offset: 2px; }
      code { padding: 1px 4px; border: 1px solid var(--edge); border-radius: 4px; background: var(--raised); font: 0.95em var(--mono); }
    `;

/** A page of a few words for who has no dashboard to look at: it needs nothing but itself. */
export function plainPage(title: string, ...paragraphs: readonly string[]): string {
  const body = paragraphs.map((text) => `      <p>${text}</p>`).join('\n');
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${title}</title>
    <style nonce="%NONCE%">${style}</style>
  </head>
  <body>
    <main>
      <h1>${title}</h1>
${body}
    </main>
  </body>
</html>
`;
}
