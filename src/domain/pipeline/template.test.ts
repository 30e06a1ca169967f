import { describe, expect, test } from 'bun:test';
import { checkTemplate, renderTemplate, TemplateError } from './template.ts';

describe('a template', () => {
  test.each([
    ['Plan: {{ input }}', 'Plan: do it'],
    ['{{ nobody }}|{{ nobody.name }}|{{ input.nothing }}', '||'],
    ['{% raw %}{{ input }} {% if %}{% endraw %} {{ input }}', '{{ input }} {% if %} do it'],
    ['{%- raw -%}{{ a }}{%- endraw -%}{% raw %}{{ b }}{% endraw %}', '{{ a }}{{ b }}'],
    ['{% if context %}yes{% else %}no{% endif %}', 'no'],
    ['{% for n in range(2000) %}{% if n < 1998 %}{% continue %}{% endif %}{{ n }}{% endfor %}', '19981999'],
    ['{% for n in range(3) %}{{ n }}{% endfor %}', '012'],
    ['{{ input | upper }} {{ input.split(" ")[0] }} {{ input is defined }}', 'DO IT do true'],
    ['{# {{ nothing }} #}{% set x = "a" %}{{ x ~ "b" }}', 'ab'],
  ])('%s', (text, wanted) => {
    checkTemplate(text);
    expect(renderTemplate(text, { input: 'do it', context: '' })).toBe(wanted);
  });

  test.each([
    '{% if %}',
    '{{ input',
    '{{ not }}',
    '{% raw %}{{ input }}',
    '{% include "x" %}',
    '{% import "os" as os %}',
  ])('%s is wrong, and that is told before anything runs', (text) =>
    expect(() => checkTemplate(text)).toThrow(TemplateError),
  );

  test.each([
    '{{ input.constructor.constructor("return process")() }}',
    '{{ "".__class__.__mro__[1].__subclasses__() }}',
    '{{ range.constructor("return 1")() }}',
    '{{ process.exit(1) }}',
    '{{ globalThis.fetch("http://localhost") }}',
  ])('%s reaches nothing', (text) => {
    expect(() => renderTemplate(text, { input: 'x' })).toThrow(TemplateError);
  });

  test.each([
    '{% for a in range(9999) %}{% for b in range(9999) %}{{ b }}{% endfor %}{% endfor %}',
    '{% set ns = namespace(x="ab") %}{% for a in range(60) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}{{ ns.x }}',
    '{% for a in range(99999999999) %}{% endfor %}',
    '{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}',
  ])('%s has an end', (text) => {
    const start = process.cpuUsage();
    expect(() => renderTemplate(text, {})).toThrow(TemplateError);
    expect(process.cpuUsage(start).user / 1_000_000).toBeLessThan(2);
  });

  test('what an agent wrote is never a template itself', () => {
    expect(renderTemplate('{{ input }}', { input: '{{ 1 + 1 }} {% raw %}' })).toBe('{{ 1 + 1 }} {% raw %}');
  });
});
