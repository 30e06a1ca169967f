import { ShoalError } from './errors.ts';

/** One task as a file names it. */
export interface FileTask {
  readonly title: string;
  readonly description?: string;
  readonly priority?: number;
  readonly tags?: readonly string[];
  readonly context?: string;
  readonly queue?: string;
  readonly needs?: readonly string[];
  readonly assignee?: string;
  readonly dependsOn?: readonly string[];
  readonly after?: readonly string[];
  readonly data?: unknown;
  readonly maxAttempts?: number;
}

const tasksPerFileMax = 10_000;

/** JSON lines, or a Markdown checklist; tells them apart by the first line with text. */
export function parseTaskFile(text: string): readonly FileTask[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const first = lines.find((line) => line.trim() !== '');
  const tasks = first?.trimStart().startsWith('{') === true ? parseJsonLines(lines) : parseChecklist(lines);
  if (tasks.length === 0) {
    throw new ShoalError('INVALID_INPUT', 'The file names no task.', {
      hint: 'Write one JSON object with a "title" per line, or a Markdown checklist: "- [ ] Build the API !8 #backend".',
    });
  }
  if (tasks.length <= tasksPerFileMax) return tasks;
  throw new ShoalError(
    'LIMIT',
    `The file names ${tasks.length} tasks; ${tasksPerFileMax} at once is the limit.`,
    { hint: 'Split the file.' },
  );
}

function parseJsonLines(lines: readonly string[]): readonly FileTask[] {
  return lines.flatMap((line, index) => (line.trim() === '' ? [] : [parseJsonLine(line, index + 1)]));
}

type Check = (value: unknown) => boolean;
const isText: Check = (value) => typeof value === 'string';
const isTexts: Check = (value) => Array.isArray(value) && value.every(isText);
const isCount: Check = (value) => Number.isInteger(value) && Number(value) >= 1;

const fields: Record<keyof FileTask, Check> = {
  title: (value) => typeof value === 'string' && value.trim() !== '' && value.length <= 500,
  description: isText,
  priority: (value) => isCount(value) && Number(value) <= 10,
  tags: isTexts,
  context: isText,
  queue: isText,
  needs: isTexts,
  assignee: isText,
  dependsOn: isTexts,
  after: isTexts,
  data: () => true,
  maxAttempts: isCount,
};

function parseJsonLine(line: string, number: number): FileTask {
  const value = parseObject(line, number);
  for (const [name, field] of Object.entries(value)) {
    if (!Object.hasOwn(fields, name)) throw bad(number, `unknown field "${name}"`);
    if (!fields[name as keyof FileTask](field))
      throw bad(number, `"${name}" cannot be ${JSON.stringify(field)}`);
  }
  if (value['title'] === undefined) throw bad(number, 'there is no "title"');
  return value as unknown as FileTask; // every field was checked above
}

function parseObject(line: string, number: number): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch (error) {
    throw bad(number, error instanceof Error ? error.message : 'it is not JSON');
  }
  throw bad(number, 'it is not an object');
}

function bad(line: number, what: string): ShoalError {
  return new ShoalError('INVALID_INPUT', `Line ${line} of the file: ${what}.`, {
    hint: `A line is an object with: ${Object.keys(fields).join(', ')}. Nothing was added.`,
  });
}

const openItem = /^\s*[-*+]\s+\[ \]\s+(.+)$/;
const anyItem = /^\s*[-*+]\s+\[[ xX]\]\s/;

/** `- [ ] Title !8 #tag (after: Other title)`; checked items are skipped; indented text below is the description. */
function parseChecklist(lines: readonly string[]): readonly FileTask[] {
  const tasks: FileTask[] = [];
  lines.forEach((line, index) => {
    const text = openItem.exec(line)?.[1];
    if (text !== undefined) tasks.push(parseItem(text, describedBelow(lines, index)));
  });
  return tasks;
}

function parseItem(text: string, description: string): FileTask {
  const after = [...text.matchAll(/\(after:\s*([^)]+)\)/gi)].map((match) => (match[1] ?? '').trim());
  const bare = text.replaceAll(/\(after:\s*[^)]+\)/gi, ' ');
  const tags = [...bare.matchAll(/(?:^|\s)#([\p{L}\p{N}_-]+)/gu)].map((match) => match[1] ?? '');
  const priority = /(?:^|\s)!(10|[1-9])(?=\s|$)/.exec(bare)?.[1];
  const title = bare
    .replaceAll(/(?:^|\s)#[\p{L}\p{N}_-]+/gu, ' ')
    .replaceAll(/(?:^|\s)!(?:10|[1-9])(?=\s|$)/g, ' ');
  return {
    title: title.replaceAll(/\s+/g, ' ').trim(),
    ...(after.length === 0 ? {} : { after }),
    ...(tags.length === 0 ? {} : { tags }),
    ...(priority === undefined ? {} : { priority: Number(priority) }),
    ...(description === '' ? {} : { description }),
  };
}

function describedBelow(lines: readonly string[], index: number): string {
  const below: string[] = [];
  for (const line of lines.slice(index + 1)) {
    if (anyItem.test(line) || !/^(\s{2,}|\t)/.test(line)) break;
    below.push(line.trim());
  }
  return below.join('\n');
}
