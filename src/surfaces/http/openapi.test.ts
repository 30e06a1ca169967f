import { expect, test } from 'bun:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { allOperations } from '../../operations/manifest.ts';
import { openApiOf } from './openapi.ts';
import { routesOf } from './routes.ts';

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
}
interface Described {
  readonly operationId: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly schema: { required?: string[] } }>>;
  };
  readonly responses: Readonly<Record<string, unknown>>;
}

const document = openApiOf(allOperations(), '1.2.3') as unknown as Document; // the part that is looked at here

test('the document is valid OpenAPI 3.1', async () => {
  const plain = JSON.parse(JSON.stringify(document)) as Record<string, unknown>;
  const result = await new Validator().validate(plain);
  expect(result).toMatchObject({ valid: true });
});

test('a broken document is not', async () => {
  const broken = { ...document, paths: { 'no-slash': { get: 1 } } };
  expect((await new Validator().validate(broken)).valid).toBe(false);
});

test('every operation is there under its own id, with each error that it can give', async () => {
  const ids = Object.values(document.paths).flatMap((path) =>
    Object.values(path).map((one) => one.operationId),
  );
  expect(ids).toEqual([...new Set(ids)]);
  for (const { operation, method, resource } of routesOf(allOperations())) {
    const described = document.paths[resource]?.[method.toLowerCase()];
    expect([operation.name, described === undefined]).toEqual([operation.name, false]);
    const said = JSON.stringify(described?.responses);
    for (const code of operation.errors.filter((one) => one !== 'NOTHING_TO_DO'))
      expect(said).toContain(code);
  }
});

test('what an operation requires is required, and what a path holds is described', () => {
  for (const { operation, method, resource } of routesOf(allOperations())) {
    const described = document.paths[resource]?.[method.toLowerCase()];
    const inPath = [...resource.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
    const parameters = (described?.parameters ?? [])
      .filter(({ required }) => required)
      .map(({ name }) => name);
    const inBody = described?.requestBody?.content['application/json']?.schema.required ?? [];
    expect([...parameters, ...inBody].toSorted()).toEqual(
      [...new Set([...operation.input.required, ...inPath])].toSorted(),
    );
  }
});

test('every reference leads somewhere', () => {
  const text = JSON.stringify(document);
  const named = [...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name = '']) => name);
  expect(named.length).toBeGreaterThan(50);
  for (const name of named) expect(Object.keys(document.components.schemas)).toContain(name);
});
