import { describe, expect, test } from 'bun:test';
import { defaultSettings } from '../operations/settings.ts';
import { parseSettings, readSettings } from './settings.ts';

describe('settings', () => {
  test('without a file the defaults hold', () => {
    expect(readSettings('/nowhere/config.json')).toEqual(defaultSettings);
  });

  test('what is given changes the defaults', () => {
    const text = '{"taskLeaseMs": 1000, "durability": "relaxed", "allowNetworkFs": true}';
    expect(parseSettings(text, 'f')).toEqual({
      ...defaultSettings,
      taskLeaseMs: 1000,
      durability: 'relaxed',
      allowNetworkFs: true,
    });
  });

  test.each([
    '{',
    '[]',
    'null',
    '{"leaseMs": 1}',
    '{"taskLeaseMs": "1"}',
    '{"taskLeaseMs": -1}',
    '{"taskLeaseMs": 1.5}',
    '{"durability": "off"}',
    '{"allowNetworkFs": 1}',
    '{"__proto__x": 1}',
  ])('%s is refused with what to do', (text) => {
    expect(() => parseSettings(text, 'config.json')).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT', hint: expect.any(String) }),
    );
  });
});
