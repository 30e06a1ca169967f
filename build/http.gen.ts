// Makes docs/reference/http.md: where each operation is served.
import { errorCodes } from '../src/domain/errors.ts';
import type { Operation } from '../src/operations/manifest.ts';
import { isOwners } from '../src/surfaces/http/owners.ts';
import { routesOf } from '../src/surfaces/http/routes.ts';
import { describeAll } from './operations.ts';

export default function generate(): Record<string, string> {
  const operations = describeAll().map(
    ({ contract, input, cli }) => ({ ...contract, input, cli }) as unknown as Operation, // all that a route needs
  );
  return { 'docs/reference/http.md': page(operations) };
}

function page(operations: readonly Operation[]): string {
  const rows = routesOf(operations).map(({ operation, method, resource, uniform }) => {
    const { name, summary, kind } = operation;
    const who = isOwners(operation) ? "the owner's" : 'any token';
    const how = kind === 'stream' ? ' Streams.' : '';
    return `| \`${method} ${resource}\` | \`POST ${uniform}\` | \`${name}\` | ${who} | ${summary}.${how} |`;
  });
  const statuses = Object.entries(errorCodes).map(([code, { http }]) => `| \`${code}\` | ${http} |`);
  return `<!-- Made by build/http.gen.ts: change the contracts, then \`npm run gen\`. -->

# HTTP

How to use it is in [the guide](../guide/http.md); fields and answers are those of the commands, and in \`/v1/openapi.json\`.

| Route | Uniform route | Operation | Token | What it does |
| --- | --- | --- | --- | --- |
${rows.join('\n')}

Besides these: \`GET /health\`, \`GET /ready\` and \`GET /v1/openapi.json\` without a token; \`GET /v1/events\`; \`/mcp\` and \`/mcp/TOKEN\`; and coordination's routes (\`/tasks\`, \`/events\`, \`/agents\`).

## Errors

| Code | Status |
| --- | --- |
${statuses.join('\n')}

Of requests themselves: 401 no token, or a wrong one · 403 a foreign Host or Origin, or not allowed · 404 no such route · 405 another method · 413 the body is too large · 415 not declared as JSON · 429 too many requests, with \`Retry-After\`.
`;
}
