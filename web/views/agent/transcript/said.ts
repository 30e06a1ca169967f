interface Said {
  /** Its id; null: it was no message. */
  readonly message: string | null;
  readonly by: string | null;
  readonly body: string;
}

/** As the daemon frames a message; no line of its body begins so, because each has a bar before it. */
const header = /^\[shoal\] (?:message|question|answer) (m\d+) from (.+) · [^·]*$/;

/** The messages of which an input was made, without their frames; what is around them, as it was given. */
export function saidIn(text: string): readonly Said[] {
  const found: { message: string | null; by: string | null; lines: string[] }[] = [];
  for (const line of text.split('\n')) {
    const [, message, by] = header.exec(line) ?? [];
    const last = found.at(-1);
    if (message !== undefined) found.push({ message, by: by ?? null, lines: [] });
    else if (last !== undefined && (last.message === null || line.startsWith('|')))
      last.lines.push(last.message === null ? line : line.replace(/^\| ?/, ''));
    else found.push({ message: null, by: null, lines: [line] });
  }
  return found
    .map(({ message, by, lines }) => ({ message, by, body: lines.join('\n') }))
    .filter(({ message, body }) => message !== null || body.trim() !== '');
}
