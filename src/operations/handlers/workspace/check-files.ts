import type { FileReport } from '../../ports.ts';
import { type Finding, fine, fixable } from './finding.ts';

/** Older ones can corrupt a database in WAL mode that several processes use. */
const sqliteMin = [3, 51, 3] as const;
const walBytesMax = 256 * 1024 * 1024;
const ownerOnly = 0o700;
const othersMay = 0o077;

export function checkFiles(report: FileReport): readonly Finding[] {
  return [storeFile(report), sqlite(report), permissions(report), ignore(report), wal(report), hooks(report)];
}

function storeFile({ exists, storeFile: file, bytes }: FileReport): Finding {
  if (exists) return fine('store file', `${file}, ${bytes} bytes`);
  return { check: 'store file', ok: false, message: `${file} is missing`, fix: 'shoal init', fixable: false };
}

function sqlite({ sqliteVersion }: FileReport): Finding {
  const parts = sqliteVersion.split('.').map(Number);
  const difference =
    sqliteMin.map((least, index) => (parts[index] ?? 0) - least).find((part) => part !== 0) ?? 0;
  if (difference >= 0) return fine('sqlite', `SQLite ${sqliteVersion}`);
  const message = `SQLite ${sqliteVersion} is older than ${sqliteMin.join('.')} and unsafe for many processes`;
  return { check: 'sqlite', ok: false, message, fix: 'Use the shoal that npm installs.', fixable: false };
}

function permissions({ mode }: FileReport): Finding {
  if (mode === ownerOnly) return fine('permissions', '.shoal/ is open to its owner only');
  const why =
    (mode & othersMay) === 0 ? 'its owner may not write there' : 'others of this machine may read it';
  return fixable('permissions', `.shoal/ has mode ${mode.toString(8).padStart(4, '0')}, ${why}`);
}

function ignore({ ignoresItself }: FileReport): Finding {
  return ignoresItself
    ? fine('git', '.shoal/ ignores itself, but for its pipelines')
    : fixable('git', '.shoal/.gitignore does not ignore the state');
}

function wal({ walBytes }: FileReport): Finding {
  const size = `the write-ahead log has ${walBytes} bytes`;
  if (walBytes <= walBytesMax) return fine('wal', size);
  const fix = 'End what reads for long: `shoal ps --hung`, or close `shoal watch` and `shoal logs`.';
  return {
    check: 'wal',
    ok: false,
    message: `${size}: a reader keeps it from being folded in`,
    fix,
    fixable: false,
  };
}

function hooks({ hookFailOpens }: FileReport): Finding {
  if (hookFailOpens === 0) return fine('hooks', 'no hook had to let a call pass unchecked');
  return fixable(
    'hooks',
    `${hookFailOpens} calls passed a hook unchecked, because Shoal could not answer in time`,
  );
}
