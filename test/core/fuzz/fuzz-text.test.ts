import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LIMITS } from '../../../agent/core/limits.ts';
import { parseStoredState } from '../../../agent/core/stored-state.ts';
import { utcUs } from '../../../agent/core/vocabulary.ts';
import { decodeBase64url, encodeBase64url } from '../../../agent/core/wire/base64url.ts';
import { audioTopic, controlTopic, parseAreaTopic } from '../../../agent/core/wire/topic.ts';
import { sealed, unsealed } from '../../../agent/shell/store/stored-generation.ts';
import { area } from '../control/control-cases.ts';
import { damage, damaged } from './damage.ts';
import { answered, fuzz, valueOf } from './fuzzing.ts';

const base64urlish = fc.oneof(
  fc.string({ maxLength: 40, unit: fc.constantFrom(...Array.from('ABQgwz019-_')) }),
  fc.base64String({ maxLength: 40 }),
  fc.string({ maxLength: 20, unit: 'binary' }),
);

fuzz(
  'any text is base64url by the one spelling that Buffer would write, or not at all',
  base64urlish,
  (text) => {
    const canonical = Buffer.from(text, 'base64url').toString('base64url') === text;
    const bytes = decodeBase64url(text);
    assert.equal(bytes !== undefined, canonical);
    if (bytes) assert.ok(Buffer.from(text, 'base64url').equals(bytes));
  },
);

fuzz(
  'any bytes come out of base64url as they went in',
  fc.uint8Array({ maxLength: 100 }),
  (bytes) => {
    const text = encodeBase64url(bytes);
    assert.equal(text, Buffer.from(bytes).toString('base64url'));
    assert.deepEqual(decodeBase64url(text), bytes);
  },
);

const topicish = fc.oneof(
  fc.string({ maxLength: 60, unit: 'binary' }),
  fc
    .array(
      fc.oneof(
        fc.constantFrom(
          'loa',
          '1',
          'area',
          'box',
          'control',
          'audio',
          '',
          '+',
          '#',
          '$SYS',
          'vn.hn',
        ),
        fc.string({ maxLength: 4 }),
      ),
      { maxLength: 7 },
    )
    .map((levels) => levels.join('/')),
  fc
    .array(fc.string({ maxLength: 9, unit: fc.constantFrom('a', '0', '-') }), { maxLength: 10 })
    .map((levels) => `loa/1/area/${levels.join('.')}/control`),
  fc.tuple(area, damage).map(([code, how]) => {
    const topic = Buffer.from(controlTopic(code));
    return Buffer.from(damaged(topic, how, Buffer.from('loa/1/area/vn.hn/audio/x'))).toString();
  }),
);

/** The rule of PROTOCOL §1, said once more in other words. */
const isAreaByTheRule = (text: string): boolean => {
  const levels = text.split('.');
  const known = new Set('abcdefghijklmnopqrstuvwxyz0123456789-');
  return (
    text.length <= 64 &&
    levels.length <= 8 &&
    levels.every((level) => level !== '' && Array.from(level).every((letter) => known.has(letter)))
  );
};

fuzz(
  'any text is refused as a topic by a known code, or is spelled as its meaning is',
  topicish,
  (topic) => {
    const value = valueOf(parseAreaTopic(topic), 'topic.unparsable');
    const [, text = ''] = /^loa\/1\/area\/(.*)\/(?:control|audio|trust)$/s.exec(topic) ?? [];
    assert.equal(value !== undefined, isAreaByTheRule(text.replaceAll('/', '.')));
    if (value) {
      const spelled = `loa/1/area/${value.area}/${value.channel}`;
      assert.equal(topic.replaceAll('/', '.'), spelled.replaceAll('/', '.'));
    }
  },
);

fuzz('a topic comes out as it went in', area, (code) => {
  assert.deepEqual(valueOf(parseAreaTopic(controlTopic(code)), ''), {
    channel: 'control',
    area: code,
  });
  assert.deepEqual(valueOf(parseAreaTopic(audioTopic(code)), ''), { channel: 'audio', area: code });
});

const count = fc.nat(2 ** 53 - 1);
const PLAIN = { noNullPrototype: true } as const;
const instant = count.map(utcUs);
const key = fc.uint8Array({ minLength: 32, maxLength: 32 }).map(encodeBase64url);
const issuers = fc.array(fc.record({ key, sequence: count, issuedAt: instant }, PLAIN), {
  maxLength: 5,
});
const text = fc.string({ maxLength: 12 });
const trust = fc.record(
  {
    heard: fc.record({ issuers, forgottenUntil: instant }, PLAIN),
    revocations: fc.array(text, { maxLength: 2 }),
    rootReplacement: text,
  },
  { ...PLAIN, requiredKeys: ['heard', 'revocations'] },
);
const driftPpb = fc.integer({ min: -500_000, max: 500_000 });
const storedState = fc.record(
  { session: count, trust, lastTrustedAt: instant, driftPpb, acknowledged: count },
  { ...PLAIN, requiredKeys: ['session', 'trust'] },
);

fuzz(
  'any value is a stored state within its type, or none',
  fc.oneof(
    fc.anything(),
    fc.record({
      session: fc.oneof(count, fc.anything()),
      trust: fc.oneof(
        trust,
        fc.record({ heard: fc.anything(), revocations: fc.anything() }),
        fc.anything(),
      ),
      lastTrustedAt: fc.oneof(instant, fc.anything()),
      driftPpb: fc.oneof(driftPpb, fc.double(), fc.anything()),
    }),
  ),
  (json) => {
    const state = parseStoredState(json);
    answered(state ? 'taken' : 'none');
    if (state === undefined) return;
    const { session, trust: kept, lastTrustedAt = 0, driftPpb: drift = 0 } = state;
    const { issuers: heard, forgottenUntil } = kept.heard;
    const numbers = heard.flatMap(({ sequence, issuedAt }) => [sequence, issuedAt]);
    const counts = [session, lastTrustedAt, forgottenUntil, ...numbers];
    assert.ok(counts.every((value) => Number.isSafeInteger(value) && value >= 0));
    assert.ok(Math.abs(drift) <= 500_000);
    assert.ok(heard.length <= LIMITS.issuersMax && kept.revocations.length <= 2);
    const names = ['session', 'trust', 'lastTrustedAt', 'driftPpb', 'acknowledged'];
    assert.ok(Object.keys(state).every((name) => names.includes(name)));
  },
);

const word = fc.string({ maxLength: 40 });
const records = fc.array(
  fc.record({ chain: word, number: count, hash: word, text: word }, { noNullPrototype: true }),
  { maxLength: 3 },
);
const generation = fc.record({ state: storedState, records }, { noNullPrototype: true });

fuzz(
  'a stored state comes out of its seal as it went in, and no damage makes another of it',
  fc.tuple(generation, damage, generation),
  ([state, how, other]) => {
    assert.deepEqual(unsealed(sealed(state)), state);
    const torn = unsealed(
      Buffer.from(damaged(Buffer.from(sealed(state)), how, Buffer.from(sealed(other)))).toString(),
    );
    answered(torn ? 'whole' : 'damaged');
    if (torn === undefined) return;
    const one = JSON.stringify(torn);
    assert.ok(one === JSON.stringify(state) || one === JSON.stringify(other), one);
  },
);
