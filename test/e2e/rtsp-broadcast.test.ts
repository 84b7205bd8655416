/** A real RTSP feed on the air through a real broker: its server dies and returns, and every bundle is in its place by the wall. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LATE_FOR_US } from '../../broker-sim/head-end/live-pacer.ts';
import { speak } from '../../broker-sim/head-end/speak.ts';
import { openRtsp } from '../../broker-sim/source/rtsp.ts';
import { withoutFfmpeg } from '../contract/source-recordings.ts';
import { afterCaptureUs, startAtUs, village } from './head-end-village.ts';
import { RtspServer, withoutRtsp } from './rtsp-server.ts';

const HASTY = { backoff: { firstMs: 100, mostMs: 400 }, stallMs: 2_500, steadyMs: 10_000 };
/** A bundle comes at most so long before its last frame should have been captured, or after it: see live-pacer.ts. */
const EARLY_US_MAX = 200_000;
const LATE_US_MAX = 250_000;

test(
  'a feed that dies and returns',
  { skip: withoutFfmpeg !== false ? withoutFfmpeg : withoutRtsp },
  async (context) => {
    const { ear, options } = await village(context);
    const server = await RtspServer.start('--codec', 'pcma');
    context.after(() => server.kill());
    const lines: string[] = [];
    const source = openRtsp(
      { url: server.url, transport: 'tcp' },
      ({ state }) => lines.push(state),
      HASTY,
    );
    const broadcast = await speak({ ...options, source });

    await ear.until('two seconds of sound', () => ear.audio.length >= 10);
    await server.kill();
    await ear.until('it is noticed', () => lines.length > 0);
    const heardBefore = ear.audio.length;
    await server.start();
    await ear.until('two seconds of sound again', () => ear.audio.length >= heardBefore + 10);
    broadcast.end();
    const result = await broadcast.done;

    assert.deepEqual([result.why, lines], ['complete', ['retrying', 'back']]);
    const startUs = startAtUs(broadcast.announcement);
    // After a burst or a stall it has a second to find its place.
    const [first, again] = [ear.audio[0]?.atUs ?? 0, ear.audio[heardBefore]?.atUs ?? 0];
    const settled = ear.audio.filter(({ atUs, bundle }) => {
      const sinceUs = atUs - (atUs < again ? first : again);
      return bundle.packets.length > 0 && sinceUs > LATE_FOR_US + 200_000;
    });
    assert.ok(settled.length >= 6, `${settled.length} bundles`);
    for (const came of settled) {
      const after = afterCaptureUs(came, startUs);
      assert.ok(
        after > -EARLY_US_MAX && after < LATE_US_MAX,
        `${came.bundle.sequence}: ${after} µs`,
      );
    }
  },
);
