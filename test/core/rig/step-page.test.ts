/** The page that `make step` writes: what was measured stands on it, to scale, and pauses are not drawn over. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { summarize, type OffsetPoint } from '../../rig/step/offset-series.ts';
import { stepPage } from '../../rig/step/step-page.ts';
import type { StepFigures } from '../../rig/step/figures.ts';

const START_US = 5e9;
const point = (atS: number, us: number | undefined): OffsetPoint => ({
  atUs: START_US + atS * 1e6,
  us,
});

const figures = (name: string, pair: readonly OffsetPoint[]): StepFigures => ({
  name,
  pair,
  apart: summarize(pair),
  dues: [],
  startAtUs: START_US,
  stepRatio: 1,
  cost: { cpuPercent: 1.25, residentMiB: 61 },
});

const OURS = figures('loa-agent', [
  point(0.1, 12),
  point(1, 10),
  point(1.1, 20),
  point(1.2, undefined),
  point(1.3, 10),
  point(2.9, 10),
  point(3, -20),
]);

const linesOf = (page: string, tone: string): string[] =>
  [...page.matchAll(new RegExp(`class="line ${tone}" d="([^"]*)"`, 'g'))].map(([, d]) => d ?? '');

describe('the page of a run', () => {
  test('says in words and in the table what was measured', () => {
    const page = stepPage({ ours: OURS, peer: undefined, circumstances: 'on <two> cards' });
    for (const words of ['0.020 ms apart', 'at the first syllable 0.012 ms', '1.3 % of a core']) {
      assert.ok(page.replace(/\s+/g, ' ').includes(words), words);
    }
    assert.ok(page.includes('on &lt;two&gt; cards'));
    assert.doesNotMatch(page, /<script|https?:|src=|NaN|undefined/);
  });

  test('draws a line that is broken where there was a pause, or nothing to compare', () => {
    const page = stepPage({ ours: OURS, peer: undefined, circumstances: '' });
    const [line = ''] = linesOf(page, 'pair');
    assert.deepEqual(line.match(/[ML]/g)?.join(''), 'MMLMML');
  });

  test('sets another beside it, on one scale, and says how many times as far it was', () => {
    const peer = figures('snapclient', [point(0.1, 300), point(1, 400), point(1.1, 400)]);
    const page = stepPage({ ours: OURS, peer, circumstances: '' });
    assert.match(page, /snapclient was 0\.400 ms apart,\s+20 times as far/);
    const [line = ''] = linesOf(page, 'peer');
    const heights = [...line.matchAll(/ (\d+\.\d)/g)].map(([, y]) => Number(y));
    assert.ok(heights[1]! < heights[0]!, 'later is higher up');
    assert.equal(linesOf(page, 'pair').length, 2);
  });
});
