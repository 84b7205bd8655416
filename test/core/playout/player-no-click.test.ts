/** Whatever happens to a player, in whatever order: no click, and the truth about whether it is quiet. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { PlayerBench, frames } from './player-bench.ts';
import { REST_PACKET, brokenPacket } from './tone-decoder.ts';

/** What a loose step in the tone would be: this bench can hear one. */
test('the bench hears a click', () => {
  const bench = new PlayerBench({ from: 0 }).give(0, 50).play(frames(20) + 20);
  bench.player.interrupt();
  bench.play(frames(21));
  assert.throws(() => bench.assertNoClick(), /a click of -?\d+ at sample 19220/);
});

const samples = fc.integer({ min: 1, max: 3_000 });
const happening = fc.oneof(
  fc.record({ what: fc.constant('play' as const), samples }),
  fc.record({ what: fc.constant('fade out' as const), samples }),
  fc.record({ what: fc.constant('fade in' as const), samples }),
  fc.record({
    what: fc.constant('set the clock' as const),
    us: fc.constantFrom(-1_000_000, -20_000, -3_000, -1_500, 1_500, 3_000, 20_000, 1_000_000),
    samples,
  }),
  fc.record({ what: fc.constant('end' as const), ahead: fc.integer({ min: -3, max: 3 }), samples }),
);
/** For each frame: it comes, it does not, it is broken, or it is silence of the stream's own. */
const fates = fc.array(
  fc.record({
    fate: fc.constantFrom('whole', 'lost', 'broken', 'rest'),
    count: fc.integer({ min: 1, max: 9 }),
  }),
  { minLength: 20, maxLength: 40 },
);

test('whatever is lost, broken, set, ended, taken and given back', () => {
  fc.assert(
    fc.property(
      fates,
      fc.array(happening, { maxLength: 25 }),
      fc.array(samples, { minLength: 1, maxLength: 5 }),
      (runs, happenings, blocks) => {
        const bench = new PlayerBench({
          from: -2_000,
          blockSamples: (block) => blocks[block % blocks.length]!,
        });
        let frame = 0;
        for (const { fate, count } of runs) {
          if (fate === 'whole') bench.give(frame, count + 3);
          else if (fate === 'broken') bench.give(frame, count, brokenPacket);
          else if (fate === 'rest') bench.give(frame, count, () => REST_PACKET);
          frame += fate === 'whole' ? count + 3 : count;
        }
        let isFading = false;
        for (const one of happenings) {
          if (one.what === 'fade out') bench.player.fadeOut();
          if (one.what === 'fade in') bench.player.fadeIn();
          if (one.what === 'fade out' || one.what === 'fade in') isFading = one.what === 'fade out';
          if (one.what === 'set the clock') bench.setClock(one.us);
          if (one.what === 'end') {
            bench.player.endsAt(Math.max(0, Math.floor(bench.at / 960) + one.ahead));
          }
          const from = bench.at;
          bench.play(from + one.samples);
          if (!bench.player.isQuiet) continue;
          assert.ok(isFading || bench.player.hasPlayedOut);
          const last = bench.at;
          bench.play(last + 500);
          bench.assertSilent(last, last + 500);
        }
        bench.player.fadeOut();
        bench.play(bench.at + 240);
        assert.ok(bench.player.isQuiet);
        bench.assertNoClick();
      },
    ),
    { numRuns: 3_000, seed: 20_261_123 },
  );
});
