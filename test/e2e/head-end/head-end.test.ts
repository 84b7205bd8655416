/** A recording through a real broker: what is published, in what order, signed by whom, and when. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { encodeBase64url } from '../../../agent/core/wire/base64url.ts';
import { BroadcastError } from '../../../broker-sim/head-end/broadcast/broadcast-error.ts';
import { speak } from '../../../broker-sim/head-end/speak.ts';
import { openRecording } from '../../../broker-sim/source/open-source.ts';
import { hearOut } from '../../contract/source/source-hearing.ts';
import { isSignedBy } from './head-end-ear.ts';
import { ScriptedSource } from './head-end-scripted-source.ts';
import {
  FRAME_US,
  isInTime,
  issuerKey,
  LATE_US_MAX,
  lateUs,
  missing,
  recording,
  startAtUs,
  village,
} from '../village/head-end-village.ts';

const quiet = (): void => undefined;

describe('a recording', () => {
  test('is announced, paced by media time, signed, and ended; packet for packet what the file holds', async (context) => {
    const { ear, options, progress } = await village(context);
    const askedUs = performance.now() * 1_000;
    const broadcast = await speak({ ...options, source: openRecording(recording, quiet) });
    const result = await broadcast.done;
    const tookUs = performance.now() * 1_000 - askedUs;

    const { frames } = await hearOut(() => openRecording(recording, quiet));
    const packets = ear.audio.flatMap(({ bundle }) => bundle.packets);
    assert.deepEqual(
      packets.map((packet) => [...packet]),
      frames.map(({ packet }) => [...packet]),
    );

    assert.equal(frames.length, 100);
    assert.deepEqual(ear.order, [
      ...['announce', '0+20', '20+20', '40+20', '60+20'],
      ...['80+20!', '100+0!', '100+0!', '100+0!'],
    ]);

    const [announced] = ear.control;
    assert.deepEqual(announced?.message, broadcast.announcement);
    for (const came of ear.audio.slice(0, 5)) {
      const late = lateUs(came, startAtUs(broadcast.announcement));
      assert.ok(
        isInTime(came, startAtUs(broadcast.announcement)),
        `bundle ${came.bundle.sequence} ${late} µs late`,
      );
    }
    assert.ok(
      tookUs >= 700_000 + 100 * FRAME_US - 5_000,
      'done when the last frame has been heard',
    );
    assert.deepEqual(
      { ...result, startAt: 0 },
      {
        phase: 'over',
        why: 'complete',
        framesSent: 100,
        nextSequence: 100,
        streamFrames: 100,
        bundlesSent: 8,
        framesDropped: 0,
        renewals: 0,
        startAt: 0,
        stopDelivered: true,
      },
    );
    assert.deepEqual(
      [...new Set(progress.map(({ phase }) => phase))],
      ['announced', 'speaking', 'draining', 'over'],
    );
  });

  test('control is QoS 1 and by the issuer, audio QoS 0 and by the stream key; nothing is retained', async (context) => {
    const { ear, options } = await village(context);
    const { announcement, done } = await speak({
      ...options,
      source: openRecording(recording, quiet),
    });
    await done;
    assert.ok(ear.control.length > 0 && ear.audio.length > 5);
    assert.ok(ear.control.every(({ qos, retain }) => qos === 1 && !retain));
    assert.ok(ear.control.every(({ signedBy }) => signedBy(issuerKey)));
    const streamKey = encodeBase64url(announcement.streamKey);
    for (const { qos, retain, bundle } of ear.audio) {
      assert.deepEqual([qos, retain, bundle.streamId], [0, false, announcement.streamId]);
      assert.ok(isSignedBy(streamKey, bundle.signed, bundle.signature));
    }
  });

  test('its lease is renewed every third of it, by the whole announcement with a higher number', async (context) => {
    const { ear, options } = await village(context);
    await (
      await speak({ ...options, leaseUs: 2_000_000, source: openRecording(recording, quiet) })
    ).done;
    const [announce, ...renewals] = ear.control;
    assert.ok(announce?.message.type === 'announce' && renewals.length >= 3);
    let last = announce;
    for (const renewal of renewals) {
      const gapUs = renewal.atUs - last.atUs;
      assert.ok(gapUs > 600_000 && gapUs < 667_000 + LATE_US_MAX, `${gapUs} µs`);
      assert.ok(renewal.message.sequence > last.message.sequence);
      assert.ok(renewal.message.issuedAt > last.message.issuedAt);
      const { sequence, issuedAt, expiresAt } = renewal.message;
      assert.deepEqual(renewal.message, {
        ...announce.message,
        type: 'renew',
        sequence,
        issuedAt,
        expiresAt,
      });
      last = renewal;
    }
  });

  test('that gives nothing is not announced', async (context) => {
    const { ear, options } = await village(context);
    await assert.rejects(
      speak({ ...options, source: openRecording(missing, quiet) }),
      new BroadcastError('nothing to announce: none.opus gives no sound'),
    );
    assert.deepEqual(ear.order, []);
  });

  test('that breaks off is played as far as it goes, ended in order, and the result says so', async (context) => {
    const { ear, options } = await village(context);
    const source = new ScriptedSource(false);
    for (let n = 0; n < 23; n++) source.frame();
    source.end(true);
    const result = await (await speak({ ...options, source })).done;
    assert.deepEqual([result.why, result.streamFrames], ['source-failed', 23]);
    await ear.until('the last word', () => ear.order.length >= 6);
    assert.deepEqual(ear.order, ['announce', '0+20', '20+3!', '23+0!', '23+0!', '23+0!']);
  });
});
