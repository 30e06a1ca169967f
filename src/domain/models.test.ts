import { describe, expect, test } from 'bun:test';
import { estimateCost, windowOf } from './models.ts';

describe('models', () => {
  test('cached input is billed once, at its own price', () => {
    const tokens = { inputTokens: 1_000_000, cachedTokens: 400_000, outputTokens: 100_000 };
    expect(estimateCost('claude-sonnet-4-6', tokens)).toBeCloseTo(0.6 * 3 + 0.4 * 0.3 + 1.5, 9);
  });

  test('the longest prefix decides, the provider does not count', () => {
    const tokens = { inputTokens: 1_000_000, cachedTokens: null, outputTokens: 0 };
    expect(estimateCost('openai/gpt-5-mini', tokens)).toBeCloseTo(0.25, 9);
    expect(estimateCost('gpt-5.5', tokens)).toBeCloseTo(1.25, 9);
  });

  test('what is not known stays unknown', () => {
    expect(estimateCost('someone-elses', { inputTokens: 1, cachedTokens: 0, outputTokens: 1 })).toBeNull();
    expect(estimateCost('gpt-5', { inputTokens: null, cachedTokens: 0, outputTokens: 1 })).toBeNull();
    expect(windowOf('someone-elses')).toBeNull();
    expect(windowOf(null)).toBeNull();
  });

  test('the long variant says so in its name', () => {
    expect(windowOf('claude-sonnet-4-6[1m]')).toBe(1_000_000);
    expect(windowOf('claude-sonnet-4-6')).toBe(200_000);
  });
});
