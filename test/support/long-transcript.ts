/** A transcript of so many entries: turns with words, thoughts, tools and edits, from `the first word` to `the last word`. */
export function longTranscript(entries: number): string {
  const lines: string[] = [];
  const begun = Date.UTC(2026, 0, 1, 9);
  const put = (entry: object): number => {
    const n = lines.length + 1;
    return lines.push(JSON.stringify({ n, at: new Date(begun + n * 1_000).toISOString(), ...entry }));
  };
  const say = (text: string): number =>
    put({ type: 'text', id: `m${lines.length}`, text: `${text}\n\n- one\n- \`two\`\n`, parent: null });
  put({ type: 'start', harness: 'acp', resume: null, fork: false });
  say('the first word');
  for (let turn = 1; lines.length < entries - 8; turn++) {
    put({
      type: 'sent',
      turn: `t${turn}`,
      from: ['person:pat'],
      messages: [],
      text: `look at module ${turn}`,
    });
    put({ type: 'thinking', text: 'Perhaps it is the cache. '.repeat(4), parent: null });
    say(`I look at **module ${turn}**. ${'It reads, and writes what it found. '.repeat(turn % 7)}`);
    const id = `c${turn}`;
    put({
      type: 'tool-call',
      id,
      name: 'Edit',
      kind: 'edit',
      title: 'src/a.ts',
      input: {},
      paths: [],
      parent: null,
    });
    const before = Array.from({ length: 9 }, (_, at) => `const v${at} = read(${at});\n`).join('');
    const diffs = [{ path: 'src/a.ts', before, after: before.replace('read(4)', `parse(${turn})`) }];
    put({ type: 'tool-result', id, ok: turn % 5 !== 0, text: 'done', diffs, parent: null });
    put({ type: 'turn-end', turn: `t${turn}`, reason: 'completed', result: '', error: null, usage: null });
  }
  say('the last word');
  return `${lines.join('\n')}\n`;
}
