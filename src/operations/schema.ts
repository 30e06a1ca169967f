/*
 * The subset of JSON Schema that an operation's input may use. The generator reduces each contract's zod schema to it and
 * fails on anything else; `check-input.ts` interprets it, so that no validator has to be loaded to run a command.
 */
export type FieldSchema = Described &
  (
    | {
        readonly type: 'string';
        readonly minLength?: number;
        readonly maxLength?: number;
        readonly pattern?: string;
        readonly enum?: readonly string[];
      }
    | NumberSchema
    | { readonly type: 'boolean' }
    | {
        readonly type: 'array';
        readonly items: FieldSchema;
        readonly minItems?: number;
        readonly maxItems?: number;
      }
    | ObjectSchema
    | { readonly type?: undefined } // any JSON value
  );

interface Described {
  readonly description?: string;
  /** null is allowed too. */
  readonly nullable?: true;
}

export interface NumberSchema {
  readonly type: 'integer' | 'number';
  readonly minimum?: number;
  readonly maximum?: number;
}

export interface ObjectSchema {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, FieldSchema>>;
  readonly required: readonly string[];
}
