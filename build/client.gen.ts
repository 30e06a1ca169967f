// Makes src/client/operations.generated.ts: where the HTTP client calls each operation, and which ones are streams.
import type { Operation } from '../src/operations/manifest.ts';
import { routesOf } from '../src/surfaces/http/routes.ts';
import { describeAll } from './operations.ts';

const BANNER =
  '// Made by build/client.gen.ts from src/operations/contracts: change those, then `npm run gen`.\n';

export default function generate(): Record<string, string> {
  const operations = describeAll().map(
    ({ contract, input, cli }) => ({ ...contract, input, cli }) as unknown as Operation, // all that a route needs
  );
  const entries = routesOf(operations).map(
    ({ operation, uniform }) => `  '${operation.name}': { path: '${uniform}', kind: '${operation.kind}' },`,
  );
  return {
    'src/client/operations.generated.ts': [
      BANNER,
      '/** The uniform path of each operation: POST it with the input as body. */',
      'export const operations = {',
      ...entries,
      '} as const;',
      '',
    ].join('\n'),
  };
}
