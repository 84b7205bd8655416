/** A day of a box whose sensors are noise, whose contacts bounce, whose relays weld and whose bulletins are withdrawn: its relays are never switched faster than they may. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { US_PER_S, after } from '../../agent/core/vocabulary.ts';
import { CONFIG, MORNING } from '../core/control/announcement-builder.ts';
import { broadcast } from '../core/head-end/broadcast-timetable.ts';
import { Pole } from '../core/receiver/pole.ts';
import { Chance } from './world/chance.ts';

const HOURS = 24;
const SENSED_EVERY_S = 2;
/** Longer than it takes to find a short and to have it reset, or heat to go: who does not keep it is found out. */
const REST_S = 12;
/** Longer than the warm-up, and than the hold that follows a bulletin. */
const ON_S = 3;
/** What must be off at once is told as it is switched off. */
const FORBIDDEN = new Set(['line.short', 'heat.off']);

test('24 hours of noise: each relay is on and rests for its time, the line never closes without the supply, and all ends off', () => {
  const chance = new Chance('noisy day');
  const withdrawn = chance.fork('withdrawn');
  const amplifier = {
    ...CONFIG.amplifier,
    minimumOnUs: ON_S * US_PER_S,
    minimumOffUs: REST_S * US_PER_S,
  };
  const pole = new Pole({ config: { amplifier } });
  // A card of which every sample is kept would hold a day of them; what is asked for here is the relays.
  pole.pullCard();
  let temperatureC = 50;
  let number = 0;
  for (let atS = SENSED_EVERY_S; atS < HOURS * 3_600; atS += SENSED_EVERY_S) {
    if (atS % 1_800 === 0) {
      number += 1;
      const issuedAt = after(MORNING, atS * US_PER_S);
      const change = { issuedAt, expiresAt: after(issuedAt, 3_600 * US_PER_S) };
      const timetable = broadcast({ number, startS: atS + 6, frames: 3_000, change });
      for (const entry of timetable) pole.until(atS, entry);
      // Every other one is withdrawn while its amplifier warms.
      const stop = { on: 'stop-all', by: 'console' } as const;
      if (number % 2 === 0) pole.until(atS, [atS + withdrawn.between(4.6, 5.5), stop]);
    }
    pole.until(atS);
    temperatureC = Math.min(86, Math.max(50, temperatureC + chance.between(-6, 6)));
    const isLost = chance.between(0, 1) < 0.05;
    pole.take({
      on: 'sensors',
      readings: {
        temperatureC: isLost ? null : temperatureC,
        line: chance.between(0, 1) < 0.3 ? 1 : chance.between(3, 20),
      },
    });
    for (let bounce = 0; bounce < 3; bounce += 1) {
      pole.take({ on: 'contacts', levels: { mains: chance.between(0, 1) < 0.5, kill: false } });
    }
    if (chance.between(0, 1) < 0.5) pole.take({ on: 'reset-latches' });
    if (chance.between(0, 1) < 0.003) pole.weldedRelays.add('line');
    else pole.weldedRelays.clear();
  }
  pole.weldedRelays.clear();
  pole.until(HOURS * 3_600 + 30);
  const forbiddenS = new Set(
    pole.logged.filter(({ event }) => FORBIDDEN.has(event)).map(({ atS }) => atS),
  );
  const onS = { supply: 0, line: 0 };
  const isOn = { supply: false, line: false };
  let supplyOffS = 0;
  let switched = 0;
  let outlasted = 0;
  for (const { atS, what } of pole.journal) {
    const relay = what.startsWith('supply') ? 'supply' : 'line';
    const wasOn = isOn[relay];
    isOn[relay] = what.endsWith('+');
    if (what === 'line+') assert.ok(isOn.supply, `the line closed without the supply, at ${atS}`);
    if (isOn[relay] === wasOn) continue;
    if (isOn[relay]) onS[relay] = atS;
    if (what === 'supply+') {
      assert.ok(atS - supplyOffS >= REST_S, `on again after ${atS - supplyOffS} s, at ${atS}`);
      switched += 1;
    }
    if (what === 'supply-') supplyOffS = atS;
    if (isOn[relay] || forbiddenS.has(atS)) continue;
    const lastedS = atS - onS[relay];
    assert.ok(lastedS >= ON_S - 1e-6, `${relay} on for ${lastedS} s alone, at ${atS}`);
    if (lastedS < ON_S + 1e-6) outlasted += 1;
  }
  assert.ok(switched >= 50, `${switched} times on in a day`);
  assert.ok(outlasted >= 3, `${outlasted} relays stayed on for their time alone`);
  assert.deepEqual(pole.contacts, { supply: false, line: false });
});
