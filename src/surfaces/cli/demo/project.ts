import { demoFailure } from './failure.ts';
/** One task of the demo, and what its worker writes. */
export interface DemoTask {
  readonly title: string;
  readonly priority: number;
  readonly after: readonly string[];
  /** Only this agent may take it. */
  readonly assignee?: string;
  /** Only who can do this may take it. */
  readonly needs?: readonly string[];
  readonly tags?: readonly string[];
  readonly files: Readonly<Record<string, Edit>>;
}

/** New content of a file from its present one ('' when it is not there yet). */
type Edit = (current: string) => string;

/** The file that two agents want at the same time. */
export const contestedFile = 'lib/palette.sh';
export const contestedFirst = 'ada';
export const contestedSecond = 'curie';
/** The task that its first worker does not live to finish. */
export const fatalTag = 'water';
const pump = 'pump';
export const fatalNeeds = [pump];

const layout = 'Lay out the aquarium';
const fish = 'Draw one fish';
const bubbles = 'Draw bubbles';
const weed = 'Draw seaweed';
const school = 'Draw a school of fish';
const water = 'Fill in the water';
const tank = 'Put it all into one tank';
const testFish = 'Test the fish';
const testSchool = 'Test the school';
const testTank = 'Test the tank';
const usage = 'Describe how to use it';
const release = 'Release 1.0';

/** A tiny real project in POSIX sh: an aquarium for the terminal, with tests. */
export const project: readonly DemoTask[] = [
  {
    title: layout,
    priority: 10,
    after: [],
    files: {
      'README.md': text('# Aquarium', '', 'Fish for your terminal.'),
      [contestedFile]: text("fish='><>'"),
    },
  },
  {
    title: fish,
    priority: 8,
    after: [layout],
    files: { 'lib/fish.sh': text('. lib/palette.sh', 'one_fish() { printf "%s" "$fish"; }') },
  },
  {
    title: bubbles,
    priority: 9,
    after: [layout],
    assignee: contestedFirst,
    files: {
      [contestedFile]: more("bubble='o'"),
      'lib/bubble.sh': text(
        '. lib/palette.sh',
        'bubbles() { printf "   %s      %s   %s\\n" "$bubble" "$bubble" "$bubble"; }',
      ),
    },
  },
  {
    title: weed,
    priority: 9,
    after: [layout],
    assignee: contestedSecond,
    files: {
      [contestedFile]: more("weed='}'"),
      'lib/weed.sh': text(
        '. lib/palette.sh',
        'seaweed() { printf "  %s   %s  %s    %s\\n" "$weed" "$weed" "$weed" "$weed"; }',
      ),
    },
  },
  {
    title: school,
    priority: 7,
    after: [fish],
    files: {
      'lib/school.sh': text(
        '. lib/fish.sh',
        'school() { one_fish; printf "  "; one_fish; printf "   "; one_fish; echo; }',
      ),
    },
  },
  {
    title: water,
    priority: 6,
    after: [layout],
    needs: fatalNeeds,
    tags: [fatalTag],
    files: { 'lib/water.sh': text('water() { echo "~~~~~~~~~~~~~~~~~"; }') },
  },
  {
    title: tank,
    priority: 8,
    after: [bubbles, weed, school, water],
    files: {
      'bin/aquarium': text(
        '#!/bin/sh',
        'cd "$(dirname "$0")/.." || exit 1',
        'for part in water bubble school weed; do . "lib/$part.sh"; done',
        'water',
        'bubbles',
        'school',
        'seaweed',
      ),
    },
  },
  {
    title: testFish,
    priority: 5,
    after: [fish],
    files: { 'test/fish.sh': text('. lib/fish.sh', '[ "$(one_fish)" = "><>" ]') },
  },
  {
    title: testSchool,
    priority: 5,
    after: [school],
    files: { 'test/school.sh': text('. lib/school.sh', '[ "$(school)" = "><>  ><>   ><>" ]') },
  },
  {
    title: testTank,
    priority: 5,
    after: [tank],
    files: {
      'test/tank.sh': text('[ "$(sh bin/aquarium | wc -l)" -eq 4 ]', 'sh bin/aquarium | grep -q "~~~"'),
    },
  },
  { title: usage, priority: 4, after: [tank], files: { 'README.md': more('', '    sh bin/aquarium') } },
  {
    title: release,
    priority: 3,
    after: [testFish, testSchool, testTank, usage],
    files: { VERSION: text('1.0') },
  },
];

export const releaseTitle = release;
/** What `--break` spoils: this task is said to be done, and its file is never committed. */
export const brokenTitle = testFish;

export function taskNamed(title: string): DemoTask {
  const found = project.find((task) => task.title === title);
  if (found === undefined) throw demoFailure(`the demo has no task "${title}"`);
  return found;
}

/** As `shoal add --file` reads it. */
export function taskFile(): string {
  return project
    .map(({ files, ...task }) =>
      JSON.stringify({ ...task, description: `Write ${Object.keys(files).join(' and ')}.` }),
    )
    .join('\n');
}

function text(...lines: readonly string[]): Edit {
  return () => `${lines.join('\n')}\n`;
}

function more(...lines: readonly string[]): Edit {
  return (current) => `${current}${lines.join('\n')}\n`;
}
