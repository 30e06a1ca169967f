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

  const long = (doublings: number): string =>
    `{% set ns = namespace(s="xxxxxxxxxx") %}{% for i in range(${doublings}) %}{% set ns.s = ns.s + ns.s %}{% endfor %}`;
  const nested = `{% set a = ["xxxxxxxxxx"] %}${'{% set a = [a, a, a, a, a, a, a, a, a, a] %}'.repeat(9)}`;

  test.each([
    '{{ "a\nb\nc" | indent(500000000) }}',
    '{% filter indent(width=500000000, first=true) %}a{% endfilter %}',
    `${long(14)}{{ range(10000) | join(ns.s) | length }}`,
    `${long(14)}{{ range(10000) | join(separator=ns.s) | length }}`,
    `${long(14)}{{ ns.s | join(ns.s) | length }}`,
    `${long(12)}{{ ns.s | replace("x", ns.s) | length }}`,
    `${long(12)}{{ ns.s.replace("x", ns.s) | length }}`,
    `${long(12)}{% set f = ns.s["replace"] %}{{ f("x", ns.s) | length }}`,
    '{{ [[1, 2], [3]] | tojson(indent=400000000) | length }}',
    `${nested}{{ a | tojson | length }}`,
    `${nested}{{ a }}`,
    `${long(17)}{% for i in range(9999) %}{{ ns.s }}{% endfor %}`,
  ])('%s fills no memory', (text) => {
    const before = process.resourceUsage().maxRSS;
    expect(() => renderTemplate(text, {})).toThrow('4000000 characters');
    expect(process.resourceUsage().maxRSS - before).toBeLessThan(200_000);
  });

  test.each([
    ['{{ "a\nb" | indent(2) }}', 'a\n  b'],
    ['{{ "a\nb" | indent(width=2, first=true) }}', '  a\n  b'],
    ['{% filter upper %}{{ input }}{% endfilter %}', 'DO IT'],
    ['{% filter replace("d", "g") %}{{ input }}{% endfilter %}', 'go it'],
    ['{{ input | replace("o", "0") }} {{ input.replace("d", "D") }}', 'd0 it Do it'],
    ['{{ [1, 2] | join(", ") }} {{ [1, 2] | join }} {{ [2, 1] | sort | first }}', '1, 2 12 1'],
    ['{{ nobody | default("x") }} {{ {"a": [1]} | tojson }}', 'x {"a": [1]}'],
    ['{{ [{"a": 1}, {"b": 2}] | selectattr("a") | list | length }}', '1'],
    ['{{ [{"a": 1}] | map(attribute="a") | join(*[","]) }}', '1'],
  ])('%s is what it always was', (text, wanted) =>
    expect(renderTemplate(text, { input: 'do it' })).toBe(wanted),
  );

  test('what an agent wrote is never a template itself', () => {
    expect(renderTemplate('{{ input }}', { input: '{{ 1 + 1 }} {% raw %}' })).toBe('{{ 1 + 1 }} {% raw %}');
  });
});
