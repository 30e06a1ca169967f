import { expect, test } from 'bun:test';
import { templateLines } from '../../contracts/pipeline-templates.ts';
import { readPipeline } from '../../../surfaces/pipelines/read.ts';
import { template, templates } from './templates.ts';

test('there are ten, each with its line', () => {
  expect(Object.keys(templates)).toEqual(Object.keys(templateLines));
  expect(Object.keys(templates)).toHaveLength(10);
  expect(() => template('nope')).toThrow('There is no template "nope".');
});

test.each(Object.entries(templates))(
  '%s is sound, without a warning, and says of itself what help says',
  (name, text) => {
    const { pipeline, problems } = readPipeline(name, `${name}.yaml`, { read: () => text });
    expect(problems).toEqual([]);
    expect(pipeline?.name).toBe(name);
    const [, said = ''] = /^description: (.+)$/m.exec(text) ?? [];
    expect(said.replace(/^"(.*)"$/, '$1')).toBe(templateLines[name as keyof typeof templateLines]); // the first test holds them equal
  },
);
