import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const blockBytes = 256 * 1_024;
const newline = 10;

/** The whole lines of a file from its end, newest first; a last line that does not end is half of one. Reads no more than it is asked for. */
export function* linesFromEnd(file: string): Generator<string> {
  const fd = openSync(file, 'r');
  try {
    // Pieces of the line whose beginning is not read yet, in the file's order.
    let open: Buffer[] = [];
    let isFirst = true;
    for (let end = fstatSync(fd).size; end > 0;) {
      const begin = Math.max(0, end - blockBytes);
      const block = readBlock(fd, begin, end);
      // It is shorter than it was when its length was asked: what is gone was no step.
      if (block.length < end - begin) return;
      end = begin;
      let until = block.length;
      for (
        let at = block.lastIndexOf(newline);
        at !== -1;
        at = at === 0 ? -1 : block.lastIndexOf(newline, at - 1)
      ) {
        const line = [block.subarray(at + 1, until), ...open];
        open = [];
        until = at;
        if (!isFirst) yield Buffer.concat(line).toString('utf8');
        isFirst = false;
      }
      open.unshift(block.subarray(0, until));
    }
    if (!isFirst) yield Buffer.concat(open).toString('utf8');
  } finally {
    closeSync(fd);
  }
}

function readBlock(fd: number, begin: number, end: number): Buffer {
  const block = Buffer.alloc(end - begin);
  let got = 0;
  while (got < block.length) {
    const more = readSync(fd, block, got, block.length - got, begin + got);
    if (more === 0) break;
    got += more;
  }
  return block.subarray(0, got);
}
