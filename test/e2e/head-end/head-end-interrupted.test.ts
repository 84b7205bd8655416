/** A broadcast that is ended early, one whose link goes away, and a live one whose feed dies: through a real broker. */
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, test } from 'node:test';
import { BroadcastError } from '../../../broker-sim/head-end/broadcast/broadcast-error.ts';
import { speak } from '../../../broker-sim/head-end/speak.ts';
import { openRecording } from '../../../broker-sim/source/open-source.ts';
import { ScriptedSource } from './head-end-scripted-source.ts';
import {
  afterCaptureUs,
  isInTime,
  issuerKey,
  lateUs,
  recording,
  startAtUs,
  village,
} from '../village/head-end-village.ts';

const quiet = (): void => undefined;

describe('a broadcast is ended early', () => {
  test('by stop: a signed stop is the last that is heard, and the source is closed', async (context) => {
    const { ear, options } = await village(context);
    const source = openRecording(recording, quiet);
    const broadcast = await speak({ ...options, source });
    await ear.until('a second bundle', () => ear.audio.length >= 2);
    const [first, second] = await Promise.all([broadcast.stop(), broadcast.stop()]);
    assert.equal(first, second);
    assert.deepEqual([first.why, first.stopDelivered], ['stopped', true]);
    await pause(500);
    assert.equal(ear.order.at(-1), 'stop');
    assert.ok(ear.control.at(-1)?.signedBy(issuerKey));
    assert.equal(ear.control.at(-1)?.message.id, broadcast.announcement.id);
    assert.equal((await source.next()).is, 'end');
  });

  test('by a signal: the same', async (context) => {
    const { ear, options } = await village(context);
    const ending = new AbortController();
    const source = openRecording(recording, quiet);
    const { done } = await speak({ ...options, source, signal: ending.signal });
    await ear.until('a bundle', () => ear.audio.length >= 1);
    ending.abort();
    assert.equal((await done).why, 'stopped');
    assert.equal(ear.order.at(-1), 'stop');
  });

  test('by a signal before the source gave anything: nothing was announced, the source is closed', async (context) => {
    const { ear, options } = await village(context);
    const source = new ScriptedSource(true);
    const ending = new AbortController();
    const speaking = speak({ ...options, source, signal: ending.signal });
    ending.abort();
    await assert.rejects(speaking, new BroadcastError('called off before it was announced'));
    assert.equal(source.closed, true);
    assert.deepEqual(ear.order, []);
  });

  test('by end: a live speaker has finished, and what was said is played out', async (context) => {
    const { ear, options } = await village(context);
    const source = new ScriptedSource(true);
    source.runLive();
    const broadcast = await speak({ ...options, source });
    await ear.until('three bundles', () => ear.audio.length >= 3);
    broadcast.end();
    const { why, streamFrames } = await broadcast.done;
    assert.equal(why, 'complete');
    const ends = (): string[] => ear.order.filter((said) => said === `${streamFrames}+0!`);
    await ear.until('the end, three times', () => ends().length === 3);
    assert.ok(!ear.order.includes('stop'));
  });
});

describe('the link goes away', () => {
  test('sound is dropped, not kept; the lease is renewed at once on return; places stay those of media time', async (context) => {
    const { ear, options, client } = await village(context);
    const source = new ScriptedSource(false);
    for (let n = 0; n < 250; n++) source.frame();
    source.end(false);
    const { port } = ear;
    const broadcast = await speak({ ...options, source });
    await ear.until('three bundles', () => ear.audio.length >= 3);
    await ear.breakLinks();
    await ear.until('the client knows', () => !client.connected);
    const heardBefore = ear.audio.length;
    await pause(900);
    await ear.listen(port);
    await ear.until('a renewal', () => ear.control.length >= 2);
    // A third of the lease is 5 s; the client tries again every 0.1 s.
    const renewedUs = (ear.control[1]?.atUs ?? 0) - (ear.control[0]?.atUs ?? 0);
    assert.ok(renewedUs < 4_000_000, `renewed ${renewedUs} µs after the announcement`);
    const result = await broadcast.done;
    assert.equal(result.why, 'complete');
    assert.ok(result.framesDropped >= 40, `${result.framesDropped} frames dropped`);
    assert.equal(result.framesSent + result.framesDropped, 250);
    assert.equal(ear.control[1]?.message.type, 'renew');
    const heardAfter = ear.audio
      .slice(heardBefore)
      .filter(({ bundle }) => bundle.packets.length > 0);
    assert.ok(heardAfter.length > 0);
    for (const came of heardAfter) {
      const late = lateUs(came, startAtUs(broadcast.announcement));
      assert.ok(
        isInTime(came, startAtUs(broadcast.announcement)),
        `bundle ${came.bundle.sequence} ${late} µs late`,
      );
    }
  });

  test('for good: a stop is tried for, not delivered, and said so', async (context) => {
    const { ear, options } = await village(context);
    const broadcast = await speak({ ...options, source: openRecording(recording, quiet) });
    await ear.breakLinks();
    const { why, stopDelivered } = await broadcast.stop();
    assert.deepEqual([why, stopDelivered], ['stopped', false]);
  });
});

describe('a live feed', () => {
  test('goes as it is captured; when it dies and returns it is in the place that the wall says', async (context) => {
    const { ear, options } = await village(context);
    const source = new ScriptedSource(true);
    source.runLive();
    const broadcast = await speak({ ...options, source });
    assert.equal(broadcast.announcement.kind, 'live');
    await ear.until('three bundles', () => ear.audio.length >= 3);
    source.die();
    await pause(1_100);
    const heardBefore = ear.audio.length;
    source.runLive();
    await ear.until('three bundles more', () => ear.audio.length >= heardBefore + 3);
    broadcast.end();
    await broadcast.done;

    const gaps = ear.audio.slice(1).map(({ bundle }, n) => {
      const one = ear.audio[n]!.bundle;
      return bundle.sequence - (one.sequence + one.packets.length);
    });
    assert.equal(gaps.filter((gap) => gap > 0).length, 1, `one gap in ${ear.order.join(' ')}`);
    assert.ok(Math.max(...gaps) >= 45);
    for (const came of ear.audio.filter(({ bundle }) => bundle.packets.length === 10)) {
      const late = afterCaptureUs(came, startAtUs(broadcast.announcement));
      assert.ok(
        Math.abs(late) < 100_000,
        `bundle ${came.bundle.sequence} ${late} µs after capture`,
      );
    }
  });
});
