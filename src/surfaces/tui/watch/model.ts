import { literal } from '../../cli/render/style.ts';
import { type Row, type SectionName, sectionNames, type Section, toSections } from './rows.ts';
import type { Snapshot } from './snapshot.ts';

/** All that a frame is drawn from. */
export interface Model {
  readonly snapshot: Snapshot;
  /** Epoch ms, for ages. */
  readonly now: number;
  /** Why the snapshot is not fresh; null while it is. */
  readonly problem: string | null;
  readonly focus: SectionName;
  /** Key of the selected row of each section; the first row when it is not there any more. */
  readonly selected: Readonly<Partial<Record<SectionName, string>>>;
  /** Key of the row that is opened. */
  readonly open: string | null;
  readonly filter: string;
  readonly mode: 'view' | 'filter' | 'help';
  readonly isOver: boolean;
}

export function createModel(snapshot: Snapshot): Model {
  const start = {
    focus: 'agents',
    selected: {},
    open: null,
    filter: '',
    mode: 'view',
    isOver: false,
  } as const;
  return { ...start, snapshot, now: snapshot.at, problem: null };
}

/** The sections as filtered. */
export function sectionsOf({ snapshot, now, filter }: Model): Readonly<Record<SectionName, Section>> {
  const sections = toSections(snapshot, now);
  if (filter === '') return sections;
  const wanted = filter.toLowerCase();
  const isWanted = ({ id, state, name, text }: Row) =>
    literal([id, state, name, text].join(' ')).toLowerCase().includes(wanted);
  const filtered = (section: Section): Section => ({ ...section, rows: section.rows.filter(isWanted) });
  const { problems, agents, tasks, locks, log } = sections;
  return {
    problems: filtered(problems),
    agents: filtered(agents),
    tasks: filtered(tasks),
    locks: filtered(locks),
    log: filtered(log),
  };
}

/** Index of the selected row; 0 when there is none. */
export function selectedIndex(model: Model, name: SectionName, rows: readonly Row[]): number {
  return Math.max(
    0,
    rows.findIndex(({ key }) => key === model.selected[name]),
  );
}

/** What a key does. */
export function press(model: Model, key: string): Model {
  if (key === 'interrupt') return { ...model, isOver: true };
  if (model.mode === 'filter') return typeFilter(model, key);
  if (model.mode === 'help') return { ...model, mode: 'view' };
  switch (key) {
    case 'q':
      return { ...model, isOver: true };
    case '?':
      return { ...model, mode: 'help' };
    case '/':
      return { ...model, mode: 'filter' };
    case 'escape':
      return model.open === null ? { ...model, filter: '' } : { ...model, open: null };
    case 'tab':
    case 'l':
      return focusNext(model, 1);
    case 'shift-tab':
    case 'h':
      return focusNext(model, -1);
    case 'enter':
    case ' ':
      return toggle(model);
    default:
      return key in moves ? move(model, moves[key] ?? 0) : model;
  }
}

const moves: Readonly<Record<string, number>> = {
  j: 1,
  down: 1,
  k: -1,
  up: -1,
  'page-down': 10,
  'page-up': -10,
  g: -Infinity,
  home: -Infinity,
  G: Infinity,
  end: Infinity,
};

function move(model: Model, by: number): Model {
  const { rows } = sectionsOf(model)[model.focus];
  const at = Math.min(rows.length - 1, Math.max(0, selectedIndex(model, model.focus, rows) + by));
  const key = rows[at]?.key;
  if (key === undefined) return model;
  return { ...model, selected: { ...model.selected, [model.focus]: key } };
}

function toggle(model: Model): Model {
  const { rows } = sectionsOf(model)[model.focus];
  const key = rows[selectedIndex(model, model.focus, rows)]?.key;
  if (key === undefined) return model;
  const selected = { ...model.selected, [model.focus]: key };
  return { ...model, selected, open: model.open === key ? null : key };
}

/** Problems are skipped while there are none. */
function focusNext(model: Model, by: number): Model {
  const sections = sectionsOf(model);
  const names = sectionNames.filter((name) => name !== 'problems' || sections.problems.rows.length > 0);
  const at = (names.indexOf(model.focus) + by + names.length) % names.length;
  return { ...model, focus: names[at] ?? 'agents', open: null };
}

function typeFilter(model: Model, key: string): Model {
  if (key === 'escape') return { ...model, filter: '', mode: 'view' };
  if (key === 'enter') return { ...model, mode: 'view' };
  if (key === 'backspace') return { ...model, filter: model.filter.slice(0, -1) };
  return isText(key) ? { ...model, filter: model.filter + key } : model;
}

/** One character that was typed, not the name of a key. */
function isText(key: string): boolean {
  return /^[^\p{Cc}]$/u.test(key);
}
