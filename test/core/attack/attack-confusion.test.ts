/** One thing passed off as another: algorithms, keys, signatures, kinds of statements. */
import { createHmac } from 'node:crypto';
import { describe } from 'node:test';
import type { RefusalCode } from '../../../agent/core/refusal.ts';
import { encodeControlMessage } from '../../../agent/core/wire/control-message.ts';
import { audioTopic } from '../../../agent/core/wire/topic.ts';
import { AREA } from '../control/announcement-builder.ts';
import {
  announceText,
  announcedBy,
  attack,
  message,
  onControl,
  sound,
  speech,
  strange,
  type Saying,
  type Timed,
} from './attack-scene.ts';
import { REAL, REAL_CHAIN, STUDIO, jwsOfTexts, realJws, signedBy } from '../trust/real-signing.ts';

const UNHEARD: RefusalCode = 'bundle.unknown-stream';
const ONCE: Saying = { startS: 5 };
const PAYLOAD = encodeControlMessage(announcedBy(ONCE));
const PAYLOAD_TEXT = JSON.stringify(PAYLOAD);
const HEADER = { alg: 'EdDSA', typ: 'loa-control', kid: REAL.studio.id, chain: REAL_CHAIN };

const part = (text: string | Uint8Array): string => Buffer.from(text).toString('base64url');

/** One control message, and the sound that it would let in. */
const saying = (text: string | Uint8Array): Timed[] => [[2, onControl(text)], ...sound(ONCE)];

const refusedAs = (name: string, code: RefusalCode, text: () => string | Uint8Array): void =>
  attack(name, { refused: [UNHEARD, code] }, () => saying(text()));

/** A token with this header, signed by whatever `signature` makes of it. */
const token = (header: object, signature: (covered: string) => Uint8Array): string => {
  const covered = `${part(JSON.stringify(header))}.${part(PAYLOAD_TEXT)}`;
  return `${covered}.${part(signature(covered))}`;
};

const headed = (change: object): string =>
  jwsOfTexts(JSON.stringify({ ...HEADER, ...change }), PAYLOAD_TEXT, REAL.studio);

describe('an algorithm', () => {
  refusedAs('none, and no signature', 'control.algorithm', () =>
    token({ ...HEADER, alg: 'none' }, () => Buffer.alloc(0)),
  );
  refusedAs('none, in another spelling', 'control.algorithm', () =>
    token({ ...HEADER, alg: 'nOnE' }, () => Buffer.alloc(64)),
  );
  refusedAs('HS256, with the public key for a secret', 'control.algorithm', () =>
    token({ ...HEADER, alg: 'HS256' }, (covered) =>
      createHmac('sha256', REAL.studio.publicKey).update(covered).digest(),
    ),
  );
  refusedAs('EdDSA by name, and HS512 with the public key for a secret', 'trust.signature', () =>
    token(HEADER, (covered) =>
      createHmac('sha512', REAL.studio.publicKey).update(covered).digest(),
    ),
  );
  refusedAs('ES256', 'control.algorithm', () => headed({ alg: 'ES256' }));
  refusedAs('Ed448', 'control.algorithm', () => headed({ alg: 'Ed448' }));
  refusedAs('in small letters', 'control.algorithm', () => headed({ alg: 'eddsa' }));
  refusedAs('of a list', 'control.algorithm', () => headed({ alg: ['EdDSA'] }));
  refusedAs('with a critical extension', 'control.algorithm', () =>
    headed({ crit: ['exp'], exp: 1 }),
  );
  refusedAs('over a payload that is said not to be encoded', 'control.algorithm', () =>
    headed({ b64: false, crit: ['b64'] }),
  );
  refusedAs('over a payload that is said so in passing', 'control.header', () =>
    headed({ b64: false }),
  );
});

describe('a key', () => {
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: REAL.stranger.id };
  const byStranger = (change: object): string =>
    jwsOfTexts(JSON.stringify({ ...HEADER, ...change }), PAYLOAD_TEXT, REAL.stranger);

  refusedAs('that the message brings along', 'control.header', () => byStranger({ jwk }));
  refusedAs('that is to be fetched', 'control.header', () =>
    byStranger({ jku: 'https://keys.example/jwks.json' }),
  );
  refusedAs('in a certificate', 'control.header', () => byStranger({ x5c: ['MIIB'] }));
  refusedAs('of the studio by name, another by signature', 'trust.signature', () => byStranger({}));
  refusedAs('of the stranger by name, the studio’s mandates', 'trust.key', () =>
    byStranger({ kid: REAL.stranger.id }),
  );
  refusedAs('of a stream, for an announcement', 'trust.key', () =>
    announceText({ ...ONCE, by: REAL.stream }),
  );
  refusedAs('of the root, for an announcement', 'chain.missing', () =>
    announceText({ ...ONCE, by: REAL.root, chain: [] }),
  );
  refusedAs('of the root, under the studio’s mandates', 'trust.key', () =>
    announceText({ ...ONCE, by: REAL.root }),
  );
  refusedAs('of the commune, under the studio’s mandates', 'trust.key', () =>
    announceText({ ...ONCE, by: REAL.commune }),
  );
  refusedAs('that is a path', 'control.not-jws', () =>
    headed({ kid: '../../etc/loa/working.key' }),
  );
  refusedAs('that is a query', 'control.not-jws', () => headed({ kid: "x' OR '1'='1" }));

  attack(
    'of the studio, for sound instead of the stream’s',
    { refused: ['bundle.signature'], heard: [] },
    () => [[2, onControl(announceText(ONCE))], ...sound({ ...ONCE, streamKey: REAL.studio })],
  );
  attack(
    'of a stream that is the studio’s own does not make an announcement of a bundle',
    { refused: ['control.not-jws'] },
    () => {
      const own: Saying = { ...ONCE, streamKey: REAL.studio };
      return sound(own).map(([atS, input]): Timed => [
        atS,
        'payload' in input ? onControl(input.payload) : input,
      ]);
    },
  );
});

describe('a signature', () => {
  /** The order of the group: S and S + L sign the same, where nobody looks. */
  const ORDER = 2n ** 252n + 27_742_317_777_372_353_535_851_937_790_883_648_493n;

  refusedAs('of which S was raised by the order of the group', 'trust.signature', () =>
    token(HEADER, (covered) => {
      const signature = signedBy(REAL.studio, Buffer.from(covered));
      const s =
        BigInt(`0x${Buffer.from(signature.subarray(32)).reverse().toString('hex')}`) + ORDER;
      const raised = Buffer.from(s.toString(16).padStart(64, '0'), 'hex').reverse();
      return Buffer.concat([signature.subarray(0, 32), raised]);
    }),
  );
  refusedAs('of nothing but zeros', 'trust.signature', () => token(HEADER, () => Buffer.alloc(64)));
  refusedAs('that is a byte too long', 'trust.signature', () =>
    token(HEADER, (covered) =>
      Buffer.concat([signedBy(REAL.studio, Buffer.from(covered)), Buffer.alloc(1)]),
    ),
  );
  refusedAs('of the same words in another order', 'trust.signature', () => {
    const [head = '', , signature = ''] = announceText(ONCE).split('.');
    const turned = Object.fromEntries(Object.entries(PAYLOAD).reverse());
    return [head, part(JSON.stringify(turned)), signature].join('.');
  });
  refusedAs('with padding', 'control.not-jws', () => `${announceText(ONCE)}==`);
  refusedAs('with a line end', 'control.not-jws', () => `${announceText(ONCE)}\n`);
  refusedAs(
    'with a second signature behind it',
    'control.not-jws',
    () => `${announceText(ONCE)}.${part(Buffer.alloc(64))}`,
  );
});

describe('a kind', () => {
  refusedAs('of a mandate, for an announcement', 'control.type', () =>
    realJws(PAYLOAD, { by: REAL.studio, kind: 'mandate', chain: REAL_CHAIN }),
  );
  refusedAs('of a command, for an announcement', 'control.type', () =>
    realJws(PAYLOAD, { by: REAL.studio, kind: 'command', chain: REAL_CHAIN }),
  );
  refusedAs('of a revocation list, for an announcement', 'control.type', () =>
    realJws(PAYLOAD, { by: REAL.root, kind: 'revocations' }),
  );
  refusedAs('of no name', 'control.type', () => headed({ typ: undefined }));
  refusedAs('JWT', 'control.type', () => headed({ typ: 'JWT' }));
  refusedAs('with the prefix that a media type may have', 'control.type', () =>
    headed({ typ: 'application/loa-control' }),
  );
  refusedAs('of an announcement, for a mandate', 'control.type', () => {
    const [province, commune] = REAL_CHAIN;
    const studio = {
      ...STUDIO,
      key: REAL.stranger.id,
      notBefore: 0,
      expiresAt: 2 ** 53 - 1,
      class: 'emergency',
    };
    const posed = realJws(studio, { by: REAL.commune, kind: 'control' });
    return announceText(strange({ ...ONCE, by: REAL.stranger, chain: [province, commune, posed] }));
  });
  attack(
    'of an announcement, on the topic of sound',
    { refused: ['bundle.magic', UNHEARD] },
    () => [[2, message(audioTopic(AREA), announceText(ONCE))], ...sound(ONCE)],
  );
});

describe('what is right', () => {
  attack(
    'is heard, so that none of these is refused for another reason',
    { refused: [], heard: [{ startS: 5 }] },
    () => speech(ONCE),
  );
  attack(
    'is heard with members that a later version may bring',
    { refused: [], heard: [{ startS: 5 }] },
    () => [
      [
        2,
        onControl(
          realJws(
            { ...PAYLOAD, mood: 'calm' },
            { by: REAL.studio, kind: 'control', chain: REAL_CHAIN },
          ),
        ),
      ],
      ...sound(ONCE),
    ],
  );
});
