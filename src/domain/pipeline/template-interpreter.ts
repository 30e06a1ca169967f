import { Interpreter } from '@huggingface/jinja';
import { createLengths, itemsMax, lengthMax } from './template-lengths.ts';

export { itemsMax, lengthMax };

/** A template's text is wrong, or what it asks of its variables cannot be. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
}

const stepsMax = 200_000;
const depthMax = 500;
export const tooLong = `it became longer than ${lengthMax} characters`;

type Evaluate = Interpreter['evaluate'];
type Scope = Parameters<Evaluate>[1];
type Found = ReturnType<Evaluate>;

/** As the parser makes them; what else stands in one is passed on. */
interface Node {
  readonly type: string;
}
interface FilterNode extends Node {
  readonly operand?: Node;
  readonly body?: readonly Node[];
  readonly filter: Node & { readonly callee?: { readonly value: string }; readonly args?: readonly Node[] };
}
interface MemberNode extends Node {
  readonly object: Node;
  readonly property: { readonly value: unknown };
  readonly computed: boolean;
}
type ArgumentNode = Node & { readonly value?: Node; readonly argument?: Node };
type Call = (args: readonly Found[], scope: Scope) => Found;

/** A part of a template that has been evaluated. */
class Evaluated implements Node {
  readonly type = 'Evaluated';
  readonly found: Found;
  constructor(found: Found) {
    this.found = found;
  }
}

/**
 * Steps and lengths are limited: loops in loops, a text that doubles itself, or a filter that would make gigabytes of it end in an
 * error and not in the machine's memory.
 */
export class BoundedInterpreter extends Interpreter {
  #steps = 0;
  #depth = 0;
  readonly #lengths = createLengths();

  override evaluate(...[node, scope]: Parameters<Evaluate>): Found {
    if (node instanceof Evaluated) return node.found;
    this.#steps += 1;
    this.#depth += 1;
    if (this.#steps > stepsMax) throw new TemplateError(`it takes more than ${stepsMax} steps`);
    if (this.#depth > depthMax) throw new TemplateError(`more than ${depthMax} steps within each other`);
    try {
      const found = this.#within(node, scope);
      if (Array.isArray(found.value) && found.value.length > itemsMax)
        throw new TemplateError(`a list in it has more than ${itemsMax} items`);
      this.#allow(this.#lengths.of(found));
      return found;
    } finally {
      this.#depth -= 1;
    }
  }

  #within(node: Parameters<Evaluate>[0], scope: Scope): Found {
    switch (node?.type) {
      case 'FilterExpression':
      case 'FilterStatement':
        return this.#filter(node as FilterNode, scope); // by its type
      case 'MemberExpression':
        return this.#member(node as MemberNode, scope); // by its type
      default:
        return super.evaluate(node, scope);
    }
  }

  #allow(length: number): void {
    if (length > lengthMax) throw new TemplateError(tooLong);
  }

  #filter({ operand, body, filter, ...rest }: FilterNode, scope: Scope): Found {
    const before = this.evaluate(operand ?? program(body ?? []), scope);
    const args = (filter.args ?? []).map((arg) => this.#argument(arg, scope));
    const name = filter.callee?.value ?? (filter as Node & { readonly value: string }).value; // a bare name
    this.#allow(
      this.#lengths.after(
        name,
        before,
        args.map(({ found }) => found),
      ),
    );
    const given = filter.args === undefined ? filter : { ...filter, args: args.map(({ node }) => node) };
    return super.evaluate(
      { ...rest, type: 'FilterExpression', operand: new Evaluated(before), filter: given } as FilterNode,
      scope,
    );
  }

  /** Evaluated once, and what it is. Literals stay: some filters want to see them. */
  #argument(arg: ArgumentNode, scope: Scope): { readonly node: Node; readonly found: Found } {
    const key = arg.type === 'KeywordArgumentExpression' ? 'value' : 'argument';
    const inner = /Keyword|Spread/.test(arg.type) ? arg[key] : undefined;
    const found = this.evaluate(inner ?? arg, scope);
    if (inner !== undefined) return { found, node: { ...arg, [key]: new Evaluated(found) } };
    return { found, node: arg.type.endsWith('Literal') ? arg : new Evaluated(found) };
  }

  /** Methods of a text are given no more than its filters. */
  #member({ object, ...rest }: MemberNode, scope: Scope): Found {
    const owner = this.evaluate(object, scope);
    const member = { ...rest, object: new Evaluated(owner) } as MemberNode;
    const found = super.evaluate(member, scope);
    if (typeof owner.value !== 'string' || typeof found.value !== 'function') return found;
    const call = found.value as Call;
    const bounded: Call = (args, inner) => {
      this.#allow(this.#lengths.after('replace', owner, args));
      return call(args, inner);
    };
    return Object.assign(Object.create(Object.getPrototypeOf(found) as object) as Found, found, {
      value: bounded,
    });
  }
}

function program(body: readonly Node[]): Node {
  return { type: 'Program', body } as Node;
}
