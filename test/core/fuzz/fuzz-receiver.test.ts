import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import type { Effect } from '../../../agent/core/effect.ts';
import type { OpusDecoder } from '../../../agent/core/playout/opus-decoder.ts';
import { Receiver } from '../../../agent/core/receiver.ts';
import type { ReceiverConfig } from '../../../agent/core/receiver-config.ts';
import { EMPTY_STATE } from '../../../agent/core/stored-state.ts';
import {
  BULLETIN_CLASSES,
  FRAME_SAMPLES,
  US_PER_S,
  after,
  monoUs,
  samplesToUs,
  utcUs,
} from '../../../agent/core/vocabulary.ts';
import { encodeBase64url } from '../../../agent/core/wire/base64url.ts';
import { encodeUnsignedBundle } from '../../../agent/core/wire/bundle.ts';
import { encodeControlMessage } from '../../../agent/core/wire/control-message.ts';
import { encodeMandate } from '../../../agent/core/wire/trust/mandate.ts';
import { jwsText } from '../control/control-cases.ts';
import { damage, damaged } from './damage.ts';
import { answered, fuzz } from './fuzzing.ts';
import { FRESH_PROOF, sha256 } from '../report/proof-parts.ts';

const START = monoUs(1_000 * US_PER_S);
const UTC_MINUS_MONO_US = 1_793_500_000 * US_PER_S;
const SIGNATURE = new Uint8Array(64);

const CONFIG: ReceiverConfig = {
  boxId: 'box-1',
  area: 'vn.hn',
  roots: [new Uint8Array(32)],
  body: { thermal: { derateFromC: 75, offFromC: 90 } },
  amplifier: {
    warmUpUs: US_PER_S,
    emergencyWarmUpUs: US_PER_S,
    holdUs: US_PER_S,
    minimumOnUs: 2 * US_PER_S,
    minimumOffUs: US_PER_S,
    emergencyOffUs: 200_000,
  },
  playout: { gainDbMax: 0, volumeDb: 0, chimeBefore: ['emergency'] },
  issuerOrder: [],
  heartbeatEveryUs: 10 * US_PER_S,
  version: '0.0.0',
};

/** The mandate that leads from the root, of zeros, to whoever speaks. */
const SPEAKER = new Uint8Array(32).fill(1);
const MANDATE = jwsText(
  { alg: 'EdDSA', typ: 'loa-mandate', kid: encodeBase64url(new Uint8Array(32)) },
  encodeMandate({
    id: '01JCXAMPKE0000000000000000',
    subject: 'studio',
    key: SPEAKER,
    areas: ['vn'],
    class: 'emergency',
    delegations: 0,
    notBefore: utcUs(0),
    expiresAt: utcUs(Number.MAX_SAFE_INTEGER),
  }),
  SIGNATURE,
);
const HEADER = {
  alg: 'EdDSA',
  typ: 'loa-control',
  kid: encodeBase64url(SPEAKER),
  chain: [MANDATE],
};

const SILENT_DECODER: OpusDecoder = {
  decode: (_, pcm) => {
    pcm.fill(0);
    return true;
  },
  conceal: (pcm) => pcm.fill(0),
  reset: () => undefined,
};

const STREAMS = ['00000000000000aa', '00000000000000bb', '00000000000000cc'];
const seconds = (min: number, max: number) =>
  fc.integer({ min: min * US_PER_S, max: max * US_PER_S });

/** Control messages near enough to now that some are believed; the sequence rises with the place in the case. */
const control = fc.record({
  type: fc.constantFrom('announce', 'renew', 'stop'),
  stream: fc.nat(2),
  class: fc.constantFrom(...BULLETIN_CLASSES),
  startInUs: seconds(-3, 8),
  ageUs: seconds(-4, 70),
});
const audio = fc.record({
  stream: fc.nat(2),
  sequence: fc.oneof(fc.nat(400), fc.nat(0xffff_ffff)),
  frames: fc.nat(12),
  last: fc.boolean(),
});

const happening = fc.record({
  afterUs: seconds(0, 6),
  topic: fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom('loa/1/area/vn.hn/', 'loa/1/area/vn/') },
    { weight: 1, arbitrary: fc.constantFrom('loa/1/area/vn.hcm/', 'loa/1/box/box-1/', '') },
  ),
  says: fc.oneof(control, audio),
  damages: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: damage }),
  retained: fc.nat(15).map((chance) => chance === 0),
});
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

const payloadOf = ({ says, topic }: Happening, place: number, nowUs: number): Uint8Array => {
  const streamId = STREAMS[says.stream]!;
  if (!('type' in says)) {
    const packets = Array.from({ length: says.frames }, () => Uint8Array.of(0xf8, 0xff, 0xfe));
    const last = says.last || says.frames === 0;
    const unsigned = encodeUnsignedBundle({ streamId, sequence: says.sequence, packets, last });
    return Buffer.concat([unsigned, SIGNATURE]);
  }
  const issuedAt = nowUs + UTC_MINUS_MONO_US - says.ageUs;
  const envelope = {
    id: `01JCXAMPKE000000000000000${says.stream}`,
    issuer: 'studio',
    area: topic.split('/')[3] ?? '',
    sequence: place,
    issuedAt: utcUs(issuedAt),
    expiresAt: utcUs(issuedAt + 60 * US_PER_S),
  };
  const message = encodeControlMessage({
    ...envelope,
    type: 'announce',
    class: says.class,
    kind: 'live',
    streamId,
    streamKey: new Uint8Array(32),
    startAt: utcUs(nowUs + UTC_MINUS_MONO_US + says.startInUs),
    leaseUs: 5 * US_PER_S,
    title: '',
    gainDb: 0,
  });
  return Buffer.from(jwsText(HEADER, { ...message, type: says.type }, SIGNATURE));
};

/** A box writes down the time, now and then, and nothing of what nobody signed. */
const isOfTheTime = (effect: Effect): boolean =>
  effect.do === 'store' && isDeepStrictEqual(effect.state.trust, EMPTY_STATE.trust);

/** What a box does about messages of which nobody signed one: it says no, and goes on living. */
const isHarmless = (effect: Effect): boolean =>
  effect.do === 'log' ||
  isOfTheTime(effect) ||
  effect.do === 'read-relays' ||
  effect.do === 'lamp' ||
  (effect.do === 'publish' && /telemetry|state/.test(effect.publication.topic));

fuzz(
  'whatever comes on whatever topic, the receiver stands, and without a signature does nothing',
  fc.tuple(fc.array(happening, { minLength: 1, maxLength: 8 }), fc.boolean(), fc.boolean()),
  ([happenings, signed, trusted]) => {
    const receiver = new Receiver({
      config: CONFIG,
      stored: EMPTY_STATE,
      proof: FRESH_PROOF,
      sha256,
      ed25519: { verify: () => signed },
      decoder: SILENT_DECODER,
      random: () => 0.5,
      clock: { utcMinusMonoUs: UTC_MINUS_MONO_US, errorUs: 0, trusted },
      nowUs: START,
    });
    const pcm = new Int16Array(FRAME_SAMPLES);
    let nowUs = START;
    let isSinkOpen = false;
    const take = (effects: readonly Effect[]): void => {
      for (const effect of effects) {
        answered(effect.do === 'log' ? effect.event : effect.do);
        if (!signed) assert.ok(isHarmless(effect), JSON.stringify(effect));
        if (effect.do === 'publish') JSON.parse(effect.publication.payload);
        if (effect.do === 'close-sink') isSinkOpen = false;
        if (effect.do !== 'open-sink') continue;
        isSinkOpen = true;
        take(receiver.handle({ on: 'sink-opened', bufferSamples: 7_200 }, nowUs));
      }
    };

    receiver.handle({ on: 'boot' }, nowUs);
    receiver.handle({ on: 'link-up', session: 1 }, nowUs);
    for (const [place, one] of happenings.entries()) {
      const dueUs = after(nowUs, one.afterUs);
      for (let wakes = 0; receiver.nextWakeUs() <= dueUs || isSinkOpen; wakes++) {
        const wakeUs = isSinkOpen
          ? after(nowUs, samplesToUs(FRAME_SAMPLES))
          : receiver.nextWakeUs();
        if (wakeUs > dueUs) break;
        assert.ok(wakes < 1_000, 'it wakes without end');
        nowUs = monoUs(Math.max(nowUs, wakeUs));
        if (isSinkOpen) receiver.render(nowUs, pcm);
        take(receiver.handle({ on: 'wake' }, nowUs));
      }
      nowUs = dueUs;
      const good = payloadOf(one, place, nowUs);
      const payload = damaged(good, one.damages, good);
      const topic = `${one.topic}${'type' in one.says ? 'control' : 'audio'}`;
      take(receiver.handle({ on: 'message', topic, payload, retained: one.retained }, nowUs));
      assert.ok(receiver.nextWakeUs() > 0);
    }
  },
);
