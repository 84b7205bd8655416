/** One announcement on one box: its lease, its sleep and waking, its end, and what it makes of each bundle. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Session } from '../../../agent/core/control/session.ts';
import { NEVER, US_PER_S, after, monoUs, utcUs } from '../../../agent/core/vocabulary.ts';
import type { Announcement } from '../../../agent/core/wire/control-message.ts';
import {
  CONFIG,
  MORNING,
  announcement,
  sessionParts,
  signedBundle,
  toneBundle,
} from './announcement-builder.ts';
import { toneAt } from '../playout/tone-decoder.ts';
import { toyEd25519 } from '../trust/toy-signature.ts';

/** Instants of this file: seconds since the announcement was accepted; it starts 5 s later. */
const at = (seconds: number) => monoUs(seconds * US_PER_S);
const START_S = 5;

const accepted = (change: Partial<Announcement> = {}, playout = CONFIG.playout): Session =>
  new Session(announcement(1, change), sessionParts(playout), at(0));

const hear = (session: Session, first: number, count: number, nowS = 0, last = false) => {
  const bundle = toneBundle(session.announcement, first, count, last);
  const signed = signedBundle(bundle, session.announcement.streamKey);
  return session.hear(signed, toyEd25519, at(nowS));
};

/** The card takes all sound up to `untilS`, in blocks of 20 ms. */
const render = (session: Session, fromS: number, untilS: number): Int16Array => {
  const pcm = new Int16Array(Math.round((untilS - fromS) * 48_000));
  for (let sample = 0; sample < pcm.length; sample += 960) {
    const dacAt = utcUs(MORNING + fromS * US_PER_S + (sample * 1_000) / 48);
    session.player.render(dacAt, pcm.subarray(sample, sample + 960));
  }
  return pcm;
};

const advanced = (session: Session, nowS: number, isOnAir = false): Session => {
  session.advance(at(nowS), isOnAir);
  return session;
};

describe('a lease', () => {
  test('of 15 s ends the session at 15 s, and not a microsecond before', () => {
    const session = accepted();
    assert.equal(session.leaseUntilUs, 15_000_000);
    assert.equal(advanced(session, 14.999_999).ending, undefined);
    assert.equal(advanced(session, 15).ending, 'lease');
  });

  test('begins anew with each renewal, and may be shorter then', () => {
    const session = accepted();
    session.renew(15 * US_PER_S, at(10));
    assert.equal(advanced(session, 24.9).ending, undefined);
    session.renew(2 * US_PER_S, at(24.9));
    assert.equal(advanced(session, 26.9).ending, 'lease');
  });

  test('that lapses while nothing comes is a stall', () => {
    const session = accepted();
    session.sleep();
    assert.equal(advanced(session, 15).ending, 'stalled');
  });

  test('has no say once the session has another reason to end', () => {
    const session = accepted();
    session.end('stopped');
    assert.equal(advanced(session, 15).ending, 'stopped');
    session.end('shutdown');
    assert.equal(session.ending, 'stopped');
  });
});

describe('a stream from which nothing comes', () => {
  /** Two seconds of it were heard, then nothing for `silentS`. */
  const starved = (silentS: number): Session => {
    const session = accepted();
    session.renew(100 * US_PER_S, at(0));
    hear(session, 0, 50);
    hear(session, 50, 50);
    render(session, START_S, START_S + 2 + silentS);
    return advanced(session, START_S + 2 + silentS, true);
  };

  test('for 5 s lies dormant', () => {
    assert.ok(!starved(4.98).isDormant);
    assert.ok(starved(5).isDormant);
  });

  test('is awake again with its next bundle, even if all of that is still to come', () => {
    const session = starved(5);
    assert.equal(hear(session, 700, 10, 12), undefined);
    assert.ok(!session.isDormant);
  });

  test('sleeps on through what is of no use', () => {
    const session = starved(5);
    assert.equal(hear(session, 100, 10, 12), 'bundle.late');
    assert.equal(hear(session, 5_000, 10, 12), 'bundle.far-future');
    assert.ok(session.isDormant);
  });

  test('sleeps on through the news of its end, and ends by it', () => {
    const session = starved(5);
    assert.equal(hear(session, 450, 0, 12, true), undefined);
    assert.ok(session.isDormant);
    assert.equal(session.overAtUs, at(START_S + 9));
    assert.equal(advanced(session, START_S + 8.9).ending, undefined);
    assert.equal(advanced(session, START_S + 9).ending, 'complete');
  });

  test('is not dormant for a box that has somebody else on the air', () => {
    const session = starved(4.9);
    assert.ok(!advanced(session, 15, false).isDormant);
  });
});

describe('the end of the stream', () => {
  test('is not known before a last bundle tells it', () => {
    const session = accepted();
    assert.equal(session.overAtUs, NEVER);
    hear(session, 0, 10, 0, true);
    assert.equal(session.overAtUs, at(START_S + 0.2));
  });

  test('completes a session on the air as soon as its last sample is rendered', () => {
    const session = accepted();
    hear(session, 0, 10, 0, true);
    render(session, START_S, START_S + 0.18);
    assert.equal(advanced(session, 5.1, true).ending, undefined);
    render(session, START_S + 0.18, START_S + 0.2);
    assert.equal(advanced(session, 5.1, true).ending, 'complete');
  });

  for (const [where, isOnAir] of [
    ['that has lost the speaker', false],
    ['whose card never opened', true],
  ] as const) {
    test(`completes a session ${where} when it is past`, () => {
      const session = accepted();
      hear(session, 0, 10, 0, true);
      assert.equal(advanced(session, 5.199_999, isOnAir).ending, undefined);
      assert.equal(advanced(session, 5.2, isOnAir).ending, 'complete');
    });
  }
});

describe('a bundle', () => {
  test('signed by another key is refused, and changes nothing', () => {
    const session = accepted();
    const bundle = toneBundle(session.announcement, 0, 10, true);
    const forged = signedBundle(bundle, new Uint8Array(32).fill(99));
    assert.equal(session.hear(forged, toyEd25519, at(0)), 'bundle.signature');
    assert.equal(session.player.bufferFrames, 0);
    assert.equal(session.player.endFrame, undefined);
  });

  test('is kept once: a second copy is a duplicate', () => {
    const session = accepted();
    assert.equal(hear(session, 0, 10), undefined);
    assert.equal(hear(session, 0, 10), 'bundle.duplicate');
    assert.equal(session.player.bufferFrames, 10);
  });

  test('of which one frame is new is of use', () => {
    const session = accepted();
    hear(session, 0, 10);
    assert.equal(hear(session, 1, 10), undefined);
    assert.equal(session.player.bufferFrames, 11);
  });

  test('is late when all of it is past, of use while a frame is not', () => {
    const session = accepted();
    assert.equal(hear(session, 0, 10, START_S + 0.2), 'bundle.late');
    assert.equal(hear(session, 1, 10, START_S + 0.2), undefined);
    assert.equal(session.player.heard.lateFrames, 19);
  });

  test('beyond the jitter buffer is refused; at its edge what fits is kept', () => {
    const session = accepted();
    assert.equal(hear(session, 512, 10), 'bundle.far-future');
    assert.equal(hear(session, 511, 10), undefined);
    assert.equal(session.player.bufferFrames, 1);
  });

  test('after the end is refused; the end itself may be told again and again', () => {
    const session = accepted();
    assert.equal(hear(session, 0, 10, 0, true), undefined);
    for (let copy = 0; copy < 3; copy++) assert.equal(hear(session, 10, 0, 0, true), undefined);
    assert.equal(hear(session, 10, 1), 'bundle.after-end');
    assert.equal(hear(session, 5, 6), 'bundle.after-end');
    assert.equal(hear(session, 11, 0, 0, true), 'bundle.after-end');
    assert.equal(session.player.endFrame, 10);
  });
});

describe('what the announcement says', () => {
  const same = announcement();

  for (const [what, change] of [
    ['stream', { streamId: 'ffffffffffffffff' }],
    ['key', { streamKey: new Uint8Array(32).fill(2) }],
    ['start', { startAt: after(same.startAt, 1) }],
  ] as const) {
    test(`with another ${what} is another stream`, () => {
      assert.ok(!accepted().isSameStream({ ...same, ...change }));
    });
  }

  test('with another title, lease and sequence is the same stream', () => {
    const renewal = { ...same, type: 'renew', title: 'x', leaseUs: 1, sequence: 9 } as const;
    assert.ok(accepted().isSameStream(renewal));
  });

  test('sounds from its start, or from its chime', () => {
    assert.equal(accepted().soundAtUs, at(START_S));
    const playout = { gainDbMax: 0, volumeDb: 0, chimeBefore: ['normal'] } as const;
    assert.equal(accepted({}, playout).soundAtUs, at(START_S - 1.75));
    assert.equal(accepted({ class: 'emergency' }, playout).soundAtUs, at(START_S));
  });

  for (const [gainDb, gainDbMax, heardDb] of [
    [0, 0, 0],
    [6, 0, 0],
    [-6, 0, -6],
    [0, -12, -12],
    [3, 20, 3],
  ] as const) {
    test(`at ${gainDb} dB on a box that goes to ${gainDbMax} dB is heard at ${heardDb} dB`, () => {
      const session = accepted({ gainDb }, { gainDbMax, volumeDb: 0, chimeBefore: [] });
      hear(session, 0, 10);
      const pcm = render(session, START_S, START_S + 0.1);
      const level = 10 ** (heardDb / 20);
      for (let sample = 240; sample < pcm.length; sample++) {
        assert.equal(pcm[sample]! - Math.round(toneAt(sample) * level), 0);
      }
    });
  }
});
