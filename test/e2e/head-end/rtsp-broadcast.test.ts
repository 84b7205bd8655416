/** A real RTSP feed on the air through a real broker: its server dies and returns, and every bundle is in its place by the wall. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LATE_FOR_US } from '../../../broker-sim/head-end/pacing/live-pacer.ts';
import { speak } from '../../../broker-sim/head-end/speak.ts';
import type { SourceTrouble } from '../../../broker-sim/source/opus-source.ts';
import { openRtsp } from '../../../broker-sim/source/rtsp/rtsp.ts';
import { withoutFfmpeg } from '../../contract/source/source-recordings.ts';
import type { CameAudio } from './head-end-ear.ts';
import { afterCaptureUs, startAtUs, village } from '../village/head-end-village.ts';
import { RtspServer, withoutRtsp } from './rtsp-server.ts';

const HASTY = { backoff: { firstMs: 100, mostMs: 400 }, stallMs: 5_000, steadyMs: 10_000 };
/** A bundle comes at most so long before its last frame should have been captured, or after it: see live-pacer.ts. */
const EARLY_US_MAX = 200_000;
const LATE_US_MAX = 250_000;
const SETTLING_SPARE_US = 200_000;
/** Bundles that are looked at, of each life of the feed. */
const SETTLED_MIN = 4;

test(
  'a feed that dies and returns',
  { skip: withoutFfmpeg !== false ? withoutFfmpeg : withoutRtsp },
  async (context) => {
    const { ear, options } = await village(context);
    const server = await RtspServer.start('--codec', 'pcma');
    context.after(() => server.kill());
    const told: SourceTrouble[] = [];
    const source = openRtsp(
      { url: server.url, transport: 'tcp' },
      (trouble) => told.push(trouble),
      HASTY,
    );
    const broadcast = await speak({ ...options, source });

    /** What came since the bundle at `from`, without the time that the pacer has to find its place after a burst or a stall. */
    const settledFrom = (from: number): CameAudio[] =>
      ear.audio
        .slice(from)
        .filter(
          ({ atUs, bundle }) =>
            bundle.packets.length > 0 &&
            atUs - (ear.audio[from]?.atUs ?? atUs) > LATE_FOR_US + SETTLING_SPARE_US,
        );

    // Counted as they settle: a feed may begin with a burst, so ten bundles are no two seconds.
    await ear.until('it is in its place', () => settledFrom(0).length >= SETTLED_MIN);
    const before = settledFrom(0);
    await server.kill();
    await ear.until('it is noticed', () => told.length > 0);
    const heardBefore = ear.audio.length;
    await server.start();
    await ear.until(
      'it is in its place again',
      () => settledFrom(heardBefore).length >= SETTLED_MIN,
    );
    broadcast.end();
    const result = await broadcast.done;

    assert.equal(result.why, 'complete');
    // It is away once. Another line comes only with another reason: a server that is slow to start refuses, or is silent.
    const back = told.findIndex(({ state }) => state === 'back');
    assert.ok(told.slice(0, back).every(({ state }) => state === 'retrying'));
    assert.equal(back, told.length - 1);
    assert.equal(new Set(told.map(({ line }) => line)).size, told.length);
    const startUs = startAtUs(broadcast.announcement);
    for (const came of [...before, ...settledFrom(heardBefore)]) {
      const after = afterCaptureUs(came, startUs);
      assert.ok(
        after > -EARLY_US_MAX && after < LATE_US_MAX,
        `${came.bundle.sequence}: ${after} µs`,
      );
    }
  },
);
