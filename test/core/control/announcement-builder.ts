/** Announcements, their messages and their bundles as a head-end would make them, signed by toys. */
import assert from 'node:assert/strict';
import type { SessionParts } from '../../../agent/core/control/session.ts';
import type { Input } from '../../../agent/core/input.ts';
import type { ReceiverConfig } from '../../../agent/core/receiver-config.ts';
import type { Authority } from '../../../agent/core/trust/belief.ts';
import { US_PER_S, after, utcUs } from '../../../agent/core/vocabulary.ts';
import { encodeBase64url } from '../../../agent/core/wire/base64url.ts';
import { decodeBundle, encodeUnsignedBundle } from '../../../agent/core/wire/bundle.ts';
import type { Bundle, SignedBundle } from '../../../agent/core/wire/bundle.ts';
import { encodeControlMessage } from '../../../agent/core/wire/control-message.ts';
import type {
  Announcement,
  ControlMessage,
  Stop,
} from '../../../agent/core/wire/control-message.ts';
import { audioTopic, controlTopic } from '../../../agent/core/wire/topic.ts';
import {
  CHAIN,
  COMMUNE_MANDATE,
  PROVINCE_MANDATE,
  RESERVE,
  ROOT,
  STUDIO,
  STUDIO_MANDATE,
  toyJws,
  type ToyKey,
} from '../trust/mandate-builder.ts';
import { ToneDecoder, tonePackets } from '../playout/tone-decoder.ts';
import { toySignature } from '../trust/toy-signature.ts';

/** A Monday morning. Literal instants of the tests are counted from here. */
export const MORNING = utcUs(1_790_000_000_000_000);

export const AREA = 'vn.hn.langha';
/** Who speaks, unless stated: the studio at the end of the chain of root, province and commune. */
export const ISSUER = { id: STUDIO_MANDATE.subject, key: STUDIO, chain: CHAIN } as const;

/** By what right it is heard. */
export const AUTHORITY: Authority = {
  speaker: encodeBase64url(STUDIO),
  chain: {
    root: encodeBase64url(ROOT),
    mandates: [PROVINCE_MANDATE, COMMUNE_MANDATE, STUDIO_MANDATE],
  },
};

export const CONFIG: ReceiverConfig = {
  boxId: 'langha-03',
  area: AREA,
  roots: [ROOT, RESERVE],
  body: {
    thermal: { derateFromC: 75, offFromC: 90 },
    speakerLine: { shortBelow: 2, openAbove: 16 },
  },
  amplifier: {
    warmUpUs: US_PER_S,
    emergencyWarmUpUs: US_PER_S,
    holdUs: 2 * US_PER_S,
    minimumOnUs: 2 * US_PER_S,
    minimumOffUs: 3 * US_PER_S,
    emergencyOffUs: 200_000,
  },
  playout: { gainDbMax: 0, volumeDb: 0, chimeBefore: [] },
  issuerOrder: [],
  heartbeatEveryUs: 60 * US_PER_S,
  version: '0.0.0-test',
};

/** The `number`th announcement of the day: each has an id, a stream and a stream key of its own. */
export const announcement = (number = 1, change: Partial<Announcement> = {}): Announcement => ({
  type: 'announce',
  id: `01J${String(number).padStart(23, '0')}`,
  issuer: ISSUER.id,
  area: AREA,
  sequence: number,
  issuedAt: MORNING,
  expiresAt: after(MORNING, 3_600 * US_PER_S),
  class: 'normal',
  kind: 'programme',
  streamId: number.toString(16).padStart(16, '0'),
  streamKey: new Uint8Array(32).fill(number),
  startAt: after(MORNING, 5 * US_PER_S),
  leaseUs: 15 * US_PER_S,
  title: `bulletin ${number}`,
  gainDb: 0,
  ...change,
});

export const stopOf = (announced: Announcement, change: Partial<Stop> = {}): Stop => {
  const { id, issuer, area, sequence, issuedAt, expiresAt } = announced;
  return { type: 'stop', id, issuer, area, sequence, issuedAt, expiresAt, ...change };
};

/** The chain that a message brings, and by which key it is signed. */
export interface Signer {
  readonly key?: ToyKey;
  readonly chain?: readonly string[];
  readonly header?: Readonly<Record<string, unknown>>;
}

/** A control message over any payload. */
export const jwsBytes = (payload: unknown, signer: Signer = {}): Uint8Array => {
  const { key = ISSUER.key, chain = ISSUER.chain, header = {} } = signer;
  return new TextEncoder().encode(toyJws(payload, { by: key, kind: 'control', chain, header }));
};

export const controlBytes = (message: ControlMessage, signer: Signer = {}): Uint8Array =>
  jwsBytes(encodeControlMessage(message), signer);

export const controlInput = (
  message: ControlMessage,
  topicArea = message.area,
  signer: Signer = {},
): Input => ({
  on: 'message',
  topic: controlTopic(topicArea),
  payload: controlBytes(message, signer),
  retained: false,
});

export const bundleBytes = (bundle: Bundle, streamKey: Uint8Array): Uint8Array => {
  const unsigned = encodeUnsignedBundle(bundle);
  return Uint8Array.from([...unsigned, ...toySignature(streamKey, unsigned)]);
};

/** `count` frames of tone from frame `first` on, as a bundle of this announcement. */
export const toneBundle = (
  { streamId }: Announcement,
  first: number,
  count: number,
  last = false,
): Bundle => ({ streamId, sequence: first, packets: tonePackets(first, count), last });

export const signedBundle = (bundle: Bundle, streamKey: Uint8Array): SignedBundle => {
  const decoded = decodeBundle(bundleBytes(bundle, streamKey));
  assert.ok(decoded.ok);
  return decoded.value;
};

export const audioInput = (announced: Announcement, bundle: Bundle): Input => ({
  on: 'message',
  topic: audioTopic(announced.area),
  payload: bundleBytes(bundle, announced.streamKey),
  retained: false,
});

/** A session's parts, on a box whose clock is right: `monoUs(0)` is `MORNING`. */
export const sessionParts = (playout = CONFIG.playout): SessionParts => ({
  playout,
  by: AUTHORITY,
  decoder: new ToneDecoder(),
  clock: { utcMinusMonoUs: MORNING, errorUs: 0, trusted: true },
  arrivalLeadUs: 1_500_000,
});
