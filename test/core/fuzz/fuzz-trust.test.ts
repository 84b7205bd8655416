import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Session } from '../../../agent/core/control/session.ts';
import { Anchors } from '../../../agent/core/trust/anchors.ts';
import { believe, type Knowledge } from '../../../agent/core/trust/belief.ts';
import { verifyChain } from '../../../agent/core/trust/chain.ts';
import { RecentlyUsed } from '../../../agent/core/trust/recently-used.ts';
import { NOTHING_HEARD } from '../../../agent/core/trust/replay-guard.ts';
import { LIMITS } from '../../../agent/core/limits.ts';
import { monoUs } from '../../../agent/core/vocabulary.ts';
import { decodeBundle } from '../../../agent/core/wire/bundle.ts';
import { encodeControlMessage } from '../../../agent/core/wire/control-message.ts';
import { readTrustStatements } from '../../../agent/core/wire/trust/trust-statements.ts';
import { NodeEd25519 } from '../../../agent/shell/ed25519.ts';
import { AREA, MORNING, sessionParts } from '../control/announcement-builder.ts';
import {
  announceText,
  announcedBy,
  bundleBytes,
  renewText,
  stopText,
} from '../attack/attack-scene.ts';
import { damage, damaged } from './damage.ts';
import { answered, fuzz } from './fuzzing.ts';
import {
  REAL,
  REAL_CHAIN,
  jwsOfTexts,
  COMMUNE,
  PROVINCE,
  realJws,
  realMandate,
  STUDIO,
} from '../trust/real-signing.ts';

const ed25519 = new NodeEd25519();
const ROOTS = [REAL.root.id, REAL.reserve.id];

/** What the issuer has said, and what else there is to make something of. */
const SAYING = { startS: 5 };
const GENUINE = [announceText(SAYING), renewText(SAYING, 3), stopText(SAYING, 4)].map((text) =>
  Buffer.from(text),
);
/** Of their own making: whatever they say of whom, it is signed by themselves. */
const strangers = [PROVINCE, COMMUNE, { ...STUDIO, key: REAL.stranger.publicKey }].map((given) =>
  realMandate(given, REAL.stranger),
);
const MANDATES = [...REAL_CHAIN, ...strangers];

const know = (verified: Knowledge['verified']): Knowledge => ({
  topicArea: AREA,
  moment: { nowAt: MORNING, isTrusted: false, lastTrustedAt: undefined },
  roots: ROOTS,
  lists: [],
  guard: NOTHING_HEARD,
  verified,
  published: () => REAL_CHAIN,
});
// As on a box that has heard the issuer before: the shortest way to be believed.
const warm = know(new RecentlyUsed(LIMITS.verifiedMandatesMax));
for (const bytes of GENUINE)
  assert.ok(believe(bytes, warm, ed25519).ok, 'the test itself: what is genuine is believed');

const genuine = fc.constantFrom(...GENUINE);
const partsOf = (bytes: Uint8Array): string[] => Buffer.from(bytes).toString('latin1').split('.');
const textOf = (part = ''): string => Buffer.from(part, 'base64url').toString();

/** Parts of several messages in one. */
const spliced = fc.tuple(genuine, genuine, genuine).map(([one, two, three]) => {
  const [head, payload, signature] = [partsOf(one)[0], partsOf(two)[1], partsOf(three)[2]];
  return Buffer.from([head, payload, signature].join('.'));
});

const member = fc.constantFrom(
  'alg',
  'typ',
  'kid',
  'chain',
  'type',
  'id',
  'issuer',
  'area',
  'sequence',
  'issuedAt',
  'startAt',
  'class',
  'streamKey',
  'jwk',
  'crit',
);
const value = fc.oneof(
  fc.constantFrom<unknown>(
    'EdDSA',
    'none',
    'HS256',
    'loa-control',
    'loa-mandate',
    REAL.stranger.id,
    REAL.studio.id,
    REAL.root.id,
    'emergency',
    AREA,
    0,
    1,
    null,
    REAL_CHAIN,
    strangers,
    [],
  ),
  fc.subarray(MANDATES).chain((some) => fc.shuffledSubarray(some)),
  fc.jsonValue({ maxDepth: 1 }),
);

/** Something in it says otherwise; the signature is the old one, or the stranger's. */
const reworded = fc
  .tuple(genuine, member, value, fc.boolean(), fc.boolean())
  .map(([bytes, name, said, isInHeader, isSignedAnew]) => {
    const [head, payload, signature] = partsOf(bytes);
    const changed = (text: string): string =>
      JSON.stringify({ ...(JSON.parse(text) as object), [name]: said });
    const header = isInHeader ? changed(textOf(head)) : textOf(head);
    const words = isInHeader ? textOf(payload) : changed(textOf(payload));
    if (isSignedAnew) return Buffer.from(jwsOfTexts(header, words, REAL.stranger));
    return Buffer.from(
      [header, words].map((text) => Buffer.from(text).toString('base64url')).join('.') +
        `.${signature}`,
    );
  });

/** The stranger's own, whole and in order, under any mandates there are. */
const own = fc
  .tuple(
    fc.shuffledSubarray(MANDATES, { maxLength: 5 }),
    fc.constantFrom(REAL.stranger.id, REAL.studio.id, REAL.commune.id),
  )
  .map(([chain, kid]) =>
    Buffer.from(
      realJws(encodeControlMessage(announcedBy(SAYING)), {
        by: REAL.stranger,
        kind: 'control',
        chain,
        header: { kid },
      }),
    ),
  );

const broken = fc
  .tuple(genuine, damage, genuine)
  .map(([one, how, other]) => damaged(one, how, other));
const isGenuine = (bytes: Uint8Array): boolean => GENUINE.some((one) => one.equals(bytes));

fuzz(
  'whatever is made of messages, a box believes only what its issuer has said, to the letter',
  fc.oneof(
    { weight: 12, arbitrary: broken },
    { weight: 3, arbitrary: reworded },
    { weight: 1, arbitrary: spliced },
    { weight: 2, arbitrary: own },
    { weight: 2, arbitrary: fc.uint8Array({ maxLength: 300 }) },
  ),
  (bytes) => {
    const believed = believe(bytes, warm, ed25519);
    answered(believed.ok ? 'believed' : believed.code);
    assert.equal(believed.ok, isGenuine(bytes));
  },
);

const BUNDLES = [0, 10, 20, 30, 40].map((first) => bundleBytes(SAYING, first));
const OTHERS = [0, 10].map((first) =>
  bundleBytes({ startS: 5, number: 2, streamKey: REAL.stranger }, first),
);
const bundle = fc.constantFrom(...BUNDLES);
const poison = fc
  .tuple(bundle, fc.constantFrom(...OTHERS), fc.nat(200))
  .map(([one, other, at]) => Buffer.concat([one.subarray(0, at), other.subarray(at)]));

fuzz(
  'whatever is made of bundles, a stream takes only what was sealed for it, to the byte',
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc
        .tuple(bundle, damage, fc.constantFrom(...BUNDLES, ...OTHERS))
        .map(([one, how, other]) => damaged(one, how, other)),
    },
    { weight: 1, arbitrary: poison },
    {
      weight: 1,
      arbitrary: fc
        .uint8Array({ maxLength: 400 })
        .map((bytes) => Buffer.concat([BUNDLES[0]!.subarray(0, 16), bytes])),
    },
  ),
  (bytes) => {
    const decoded = decodeBundle(bytes);
    const session = new Session(announcedBy(SAYING), sessionParts(), monoUs(0));
    const code = decoded.ok ? session.hear(decoded.value, ed25519, monoUs(0)) : decoded.code;
    answered(code ?? 'taken');
    assert.equal(
      code === undefined,
      BUNDLES.some((one) => one.equals(bytes)),
    );
    assert.equal(session.player.bufferFrames > 0, code === undefined);
  },
);

const list = realJws(
  { version: 1, keys: [REAL.studio.id], mandates: [] },
  { by: REAL.root, kind: 'revocations' },
);
const replacement = realJws(
  { version: 1, root: REAL.stranger.id },
  { by: REAL.reserve, kind: 'root' },
);
const LINES = [list, replacement, REAL_CHAIN.join(' '), REAL_CHAIN[0]];
const line = fc.constantFrom(...LINES).map((text) => Buffer.from(text));

fuzz(
  'whatever is made of what is published, a box takes only what its roots have said, to the letter',
  fc.tuple(line, damage, line).map(([one, how, other]) => damaged(one, how, other)),
  (bytes) => {
    const statements = readTrustStatements(bytes);
    if (!statements.ok) return answered(statements.code);
    const anchors = new Anchors(ROOTS, { revocations: [] }, ed25519);
    for (const statement of statements.value) {
      if (!statement.ok) {
        answered(statement.code);
        continue;
      }
      if (statement.value.of === 'root') {
        const heard = anchors.hear(statement.value.text, statement.value.jws);
        answered(typeof heard === 'string' ? heard : 'taken');
        assert.equal(heard === true, LINES.includes(statement.value.text));
        continue;
      }
      const { texts } = statement.value;
      const chain = verifyChain(texts, ROOTS, new Map(), ed25519);
      const isBeginning = texts.every((text, at) => text === REAL_CHAIN[at]);
      answered(chain.ok ? 'chain taken' : chain.code);
      assert.equal(chain.ok, isBeginning);
    }
  },
);
