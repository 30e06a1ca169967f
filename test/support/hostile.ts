import type { PortableStore } from '../../src/store/port.ts';
import type { Wording } from './wording.ts';

/** A global that would be there if anything of the corpus ran. */
export const ranMark = 'shoalCorpusRan';

const run = `${ranMark}=1`;
/** Shown by every view, as it stands here. */
export const literal = `<script>${run}</script>`;
const escape = '\u001b';
const bell = '\u0007';
const word = 'donaudampfschifffahrt'.repeat(40);

/** In all that is one line long. */
const line = `${literal} <img src=x onerror=${run}> [a](javascript:${run}) \u202Egnp.exe\u202C a\u200Bb {{7*7}}\${7*7} 👩‍👧`;

/** In all that has lines. */
const block = [
  line,
  `<svg onload=${run}><a xlink:href="javascript:${run}"><text>x</text></a></svg>`,
  `<iframe srcdoc="<script>parent.${run}</script>"></iframe><style>*{display:none}</style>`,
  `<a href="javascript:${run}">raw</a> [data](data:text/html,${literal}) <javascript:${run}> [ref]`,
  `[ref]: javascript:${run}`,
  `![picture](http://elsewhere.test/spy.png) [web](https://example.test/ "${literal}") <https://example.test/auto>`,
  `| a | b |\n|---|---|\n| ${line.replaceAll('|', '')} | ${word} |`,
  `\`\`\`html\n${literal}\n${word}\n\`\`\``,
  `${escape}[2J${escape}[1;1H${escape}[31mred${escape}[0m ${escape}]8;;javascript:${run}${bell}link${escape}]8;;${bell}`,
  `${escape}]52;c;ZXZpbA==${bell}${escape}]0;owned${bell}${escape}P1;2|x${escape}\\ \u0008\u0008 \u009b31m`,
  word,
  '\u2066hidden\u2069 \uFEFF \u061C \u0001\u0002',
].join('\n\n');

export const hostileWording: Wording = {
  line: (text) => `${text} ${line}`,
  block: (text) => `${text}\n\n${block}\n`,
};

const longLine = '0123456789abcdef'.repeat(65_536);

/** What programs may say: a line of 1 MiB. */
export const longWording: Wording = {
  line: (text) => text,
  block: (text) => `${text}\n${longLine}\n`,
};

/** What commands would refuse, as an older version or another program might have written it. */
export async function poison(store: PortableStore): Promise<void> {
  await store.transact((tx) => {
    const note = { type: 'test.poisoned' };
    for (const { id, name } of tx.list('agent'))
      if (name !== 'keen-lovelace') tx.update('agent', id, { name: `${name} ${line}` }, note);
    for (const { id, queue } of tx.list('task'))
      tx.update('task', id, { queue: `${queue} ${line}`, tags: [line, word], progress: line }, note);
    for (const { id, path } of tx.list('lock')) tx.update('lock', id, { path: `${path} ${line}` }, note);
    for (const { id, tags } of tx.list('memory')) tx.update('memory', id, { tags: [...tags, line] }, note);
    for (const { id, topic } of tx.list('message'))
      if (topic !== null) tx.update('message', id, { topic: `${topic} ${line}` }, note);
    for (const { id } of tx.list('turn')) tx.update('turn', id, { model: line }, note);
    for (const { id, options } of tx.list('request'))
      tx.update(
        'request',
        id,
        { options: options.map((one) => ({ ...one, label: `${one.label} ${line}` })) },
        note,
      );
  });
}
