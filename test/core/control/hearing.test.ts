/** What becomes of each message from the commune's channel, and in which order: first made durable, then acted upon. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Input } from '../../../agent/core/input.ts';
import { utcUs, type BulletinClass } from '../../../agent/core/vocabulary.ts';
import { encodeBase64url } from '../../../agent/core/wire/base64url.ts';
import { audioTopic, controlTopic } from '../../../agent/core/wire/topic.ts';
import {
  AREA,
  MORNING,
  announcement,
  audioInput,
  controlInput,
  stopOf,
  toneBundle,
} from './announcement-builder.ts';
import { COMMUNE } from '../trust/mandate-builder.ts';
import { Ear, heardAt } from './ear.ts';

describe('an announcement', () => {
  test('is made durable before anything is done about it', () => {
    const effects = new Ear().hear(controlInput(announcement(7)));
    assert.deepEqual(
      effects.map((effect) => (effect.do === 'log' ? effect.event : effect.do)),
      ['store', 'announcement.accepted'],
    );
    assert.deepEqual(effects[0], {
      do: 'store',
      state: { session: 0, trust: heardAt(7) },
      records: [],
    });
  });

  test('that is refused stores nothing', () => {
    const effects = new Ear(heardAt(7)).hear(controlInput(announcement(7)));
    assert.deepEqual(effects, [
      { do: 'log', level: 'warn', event: 'refused', fields: { code: 'trust.replayed', times: 1 } },
    ]);
  });

  test('keeps the sequences of others when it stores its own', () => {
    const other = { key: encodeBase64url(COMMUNE), sequence: 5, issuedAt: MORNING };
    const heard = { issuers: [other], forgottenUntil: utcUs(0) };
    const [store] = new Ear({ heard, revocations: [] }).hear(controlInput(announcement(7)));
    const { issuers } = heardAt(7).heard;
    assert.deepEqual(store, {
      do: 'store',
      state: {
        session: 0,
        trust: { heard: { ...heard, issuers: [other, ...issuers] }, revocations: [] },
      },
      records: [],
    });
  });

  test('for an ancestor of the box’s area is heard on that ancestor’s topic', () => {
    for (const area of ['vn', 'vn.hn', AREA]) {
      const ear = new Ear();
      assert.equal(ear.say(announcement(1, { area })), undefined);
      assert.equal(ear.ids.length, 1);
    }
  });

  test('delivered twice is heard once', () => {
    const ear = new Ear();
    const input = controlInput(announcement());
    assert.equal(ear.refusalOf(input), undefined);
    assert.equal(ear.refusalOf(input), 'trust.replayed');
    assert.equal(ear.ids.length, 1);
  });
});

describe('what is not for this box', () => {
  for (const [topic, code] of [
    [controlTopic('vn.hn.other'), 'topic.not-ours'],
    [audioTopic('vn.hn.langha.x'), 'topic.not-ours'],
    [controlTopic('vn.hn.lang'), 'topic.not-ours'],
    ['loa/2/area/vn/control', 'topic.unparsable'],
    ['loa/1/box/langha-03/command', 'topic.unparsable'],
    ['', 'topic.unparsable'],
  ] as const) {
    test(`on "${topic}" is refused by ${code}`, () => {
      const message = { ...controlInput(announcement()), topic } as Input;
      const ear = new Ear();
      assert.equal(ear.refusalOf(message), code);
      assert.deepEqual(ear.ids, []);
    });
  }

  test('retained, on either channel, is refused whatever it holds', () => {
    const ear = new Ear();
    ear.say(announcement());
    const control = controlInput(announcement(2, { sequence: 99 }));
    const audio = audioInput(announcement(), toneBundle(announcement(), 0, 10));
    assert.equal(ear.refusalOf({ ...control, retained: true } as Input), 'retained.control');
    assert.equal(ear.refusalOf({ ...audio, retained: true } as Input), 'retained.audio');
    assert.deepEqual(ear.ids, [announcement().id]);
    assert.equal(ear.hearing.book.find(announcement().id)?.player.bufferFrames, 0);
  });
});

describe('a renewal', () => {
  test('of what the box holds lengthens its lease', () => {
    const ear = new Ear();
    ear.say(announcement());
    ear.hear(controlInput(announcement(1, { type: 'renew', sequence: 5 })), 4_000_000);
    assert.equal(ear.hearing.book.find(announcement().id)?.leaseUntilUs, 19_000_000);
    assert.equal(ear.ids.length, 1);
  });

  test('of what the box does not hold is as good as an announcement', () => {
    const ear = new Ear();
    assert.equal(ear.say(announcement(1, { type: 'renew' })), undefined);
    assert.deepEqual(ear.ids, [announcement().id]);
  });

  test('that changes the stream is refused, and the lease stays as it was', () => {
    const ear = new Ear();
    ear.say(announcement());
    const changed = announcement(1, { type: 'renew', sequence: 5, streamId: 'f'.repeat(16) });
    ear.hear(controlInput(changed), 4_000_000);
    assert.equal(ear.hearing.refusals.counts['session.changed'], 1);
    assert.equal(ear.hearing.book.find(announcement().id)?.leaseUntilUs, 15_000_000);
  });

  test('of what is fading out, or is over, wakes nothing', () => {
    const ear = new Ear();
    ear.say(announcement());
    ear.say(stopOf(announcement()));
    assert.equal(ear.say(announcement(1, { type: 'renew' })), 'session.over');
    ear.hearing.book.forget(ear.hearing.book.find(announcement().id)!);
    assert.equal(ear.say(announcement(1, { type: 'renew' })), 'session.over');
    assert.equal(ear.say(announcement()), 'session.over');
    assert.deepEqual(ear.ids, []);
  });
});

describe('a stop', () => {
  test('ends what it names and nothing else', () => {
    const ear = new Ear();
    ear.say(announcement(1));
    ear.say(announcement(2));
    assert.equal(ear.say(stopOf(announcement(1))), undefined);
    const endings = [...ear.hearing.book.all].map((session) => session.ending);
    assert.deepEqual(endings, ['stopped', undefined]);
  });

  test('for what the box does not hold is refused, and counts as heard', () => {
    const ear = new Ear();
    assert.equal(ear.refusalOf(controlInput(stopOf(announcement(9)))), 'session.unknown');
    assert.equal(ear.refusalOf(controlInput(announcement(9))), 'trust.replayed');
  });
});

describe('audio', () => {
  test('of a stream that was announced goes to that stream', () => {
    const ear = new Ear();
    ear.say(announcement(1));
    ear.say(announcement(2));
    const input = audioInput(announcement(2), toneBundle(announcement(2), 0, 10));
    assert.equal(ear.refusalOf(input), undefined);
    const depths = [...ear.hearing.book.all].map(({ player }) => player.bufferFrames);
    assert.deepEqual(depths, [0, 10]);
  });

  test('of a stream that nobody announced, or that is ending, is refused', () => {
    const ear = new Ear();
    const input = audioInput(announcement(1), toneBundle(announcement(1), 0, 10));
    assert.equal(ear.refusalOf(input), 'bundle.unknown-stream');
    ear.say(announcement(1));
    ear.say(stopOf(announcement(1)));
    assert.equal(ear.refusalOf(input), 'bundle.unknown-stream');
  });

  test('that is no bundle, or not by the key of its stream, is refused', () => {
    const ear = new Ear();
    ear.say(announcement(1));
    const bundle = toneBundle(announcement(1), 0, 10);
    const forged = audioInput(announcement(1, { streamKey: new Uint8Array(32) }), bundle);
    assert.equal(ear.refusalOf(forged), 'bundle.signature');
    const cut = { ...audioInput(announcement(1), bundle), payload: new Uint8Array(3) } as Input;
    assert.equal(ear.refusalOf(cut), 'bundle.magic');
  });
});

describe('a box that holds eight announcements', () => {
  const full = (...classes: readonly BulletinClass[]): Ear => {
    const ear = new Ear();
    for (let number = 1; number <= 8; number++) {
      ear.say(announcement(number, { class: classes[number - 1] ?? 'normal' }));
    }
    assert.equal(ear.ids.length, 8);
    return ear;
  };
  const displaced = (ear: Ear): number[] =>
    [...ear.hearing.book.all]
      .filter((session) => session.ending === 'displaced')
      .map((session) => session.announcement.sequence);

  test('has no room for one more of the same class', () => {
    const ear = full();
    assert.equal(ear.say(announcement(9)), 'session.full');
    assert.equal(ear.ids.length, 8);
    assert.deepEqual(displaced(ear), []);
  });

  test('gives up the latest normal one for an emergency', () => {
    const ear = full('normal', 'emergency', 'normal', 'priority');
    assert.equal(ear.say(announcement(9, { class: 'emergency' })), undefined);
    assert.deepEqual(displaced(ear), [8]);
    assert.equal(ear.ids.length, 9, 'the displaced one may have to fade out');
  });

  test('gives up a priority one only where no normal one is left', () => {
    const ear = full(...Array<'priority'>(8).fill('priority'));
    assert.equal(ear.say(announcement(9, { class: 'priority' })), 'session.full');
    assert.equal(ear.say(announcement(9, { class: 'emergency' })), undefined);
    assert.deepEqual(displaced(ear), [8]);
  });

  test('full of emergencies, hears no more', () => {
    const ear = full(...Array<'emergency'>(8).fill('emergency'));
    assert.equal(ear.say(announcement(9, { class: 'emergency' })), 'session.full');
  });

  test('gives up one for each of three emergencies, and never the same twice', () => {
    const ear = full();
    for (const number of [9, 10, 11]) {
      assert.equal(ear.say(announcement(number, { class: 'emergency' })), undefined);
    }
    assert.deepEqual(displaced(ear), [6, 7, 8]);
  });
});

test('a refusal is logged with its code and what is known of it, and at most once in ten seconds', () => {
  const ear = new Ear();
  const stray = { ...controlInput(announcement()), topic: controlTopic('vn.x') } as Input;
  const logged = [0, 1, 9_999_999, 10_000_000].map((nowUs) => ear.hear(stray, nowUs));
  assert.deepEqual(
    logged.map((effects) => effects.map((effect) => effect.do === 'log' && effect.fields)),
    [
      [{ code: 'topic.not-ours', times: 1, detail: 'vn.x' }],
      [],
      [],
      [{ code: 'topic.not-ours', times: 3, detail: 'vn.x' }],
    ],
  );
});
