/** The same words in another spelling: names that look alike, members named twice, numbers without end. */
import { describe } from 'node:test';
import type { RefusalCode } from '../../../agent/core/refusal.ts';
import { encodeControlMessage } from '../../../agent/core/wire/control-message.ts';
import {
  announceText,
  announcedBy,
  attack,
  onControl,
  sound,
  type Saying,
  type Timed,
} from './attack-scene.ts';
import {
  REAL,
  REAL_CHAIN,
  STUDIO,
  jwsOfTexts,
  realChain,
  realMandate,
  signedBy,
} from '../trust/real-signing.ts';

const UNHEARD: RefusalCode = 'bundle.unknown-stream';
const ONCE: Saying = { startS: 5 };
const PAYLOAD = encodeControlMessage(announcedBy(ONCE));
const PAYLOAD_TEXT = JSON.stringify(PAYLOAD);
const HEADER = { alg: 'EdDSA', typ: 'loa-control', kid: REAL.studio.id, chain: REAL_CHAIN };
const HEADER_TEXT = JSON.stringify(HEADER);

const part = (text: string | Uint8Array): string => Buffer.from(text).toString('base64url');

/** One control message, and the sound that it would let in. */
const saying = (text: string | Uint8Array): Timed[] => [[2, onControl(text)], ...sound(ONCE)];

const refusedAs = (name: string, code: RefusalCode, text: () => string | Uint8Array): void =>
  attack(name, { refused: [UNHEARD, code] }, () => saying(text()));

describe('a name', () => {
  const named = (issuer: string): string => announceText({ ...ONCE, change: { issuer } });
  refusedAs('of the studio with a Cyrillic а', 'control.field', () => named('d\u0430i-lang-ha'));
  refusedAs('of the studio in full width', 'control.field', () => named('ｄai-lang-ha'));
  refusedAs('of the studio with a joiner that nobody sees', 'control.field', () =>
    named('dai-lang-ha\u200d'),
  );
  refusedAs('of the studio in capitals', 'control.field', () => named('DAI-LANG-HA'));
  refusedAs('of the studio with a space', 'control.field', () => named('dai-lang-ha '));
  refusedAs('of the commune, by the studio', 'trust.issuer', () => named('xa-lang-ha'));
  refusedAs('of an area with a Cyrillic а', 'control.field', () =>
    announceText({ ...ONCE, change: { area: 'vn.hn.langh\u0430' } }),
  );
  refusedAs('in a mandate, that looks like another’s', 'mandate.field', () =>
    announceText({ ...ONCE, chain: realChain({ studio: { subject: 'd\u0430i-lang-ha' } }) }),
  );
  refusedAs('of an announcement with a letter that looks like a digit', 'control.field', () =>
    announceText({ ...ONCE, change: { id: '01J0000000000000000000O001' } }),
  );
});

describe('JSON', () => {
  const worded = (payload: string, header = HEADER_TEXT): string =>
    jwsOfTexts(header, payload, REAL.studio);
  const withMore = (more: string): string => PAYLOAD_TEXT.replace('{', `{${more},`);

  refusedAs(
    'with its area twice, the first for those who sign, the last for those who play',
    'control.not-json',
    () => worded(withMore('"area":"vn.hn.dongda"')),
  );
  refusedAs('with its area twice, once in escapes', 'control.not-json', () =>
    worded(withMore('"\\u0061rea":"vn.hn.dongda"')),
  );
  refusedAs('whose header says its algorithm twice', 'control.not-jws', () =>
    worded(PAYLOAD_TEXT, HEADER_TEXT.replace('{', '{"alg":"none",')),
  );
  refusedAs('in which something deep down is said twice', 'control.not-json', () =>
    worded(withMore('"x":[{"y":{"z":1,"z":2}}]')),
  );
  refusedAs('with a prototype for its fields', 'control.field', () =>
    worded(`{"__proto__":${PAYLOAD_TEXT}}`),
  );
  refusedAs('with a constructor for its class', 'control.field', () =>
    worded(PAYLOAD_TEXT.replace('"normal"', '"constructor"')),
  );
  refusedAs('with a comment', 'control.not-json', () =>
    worded(PAYLOAD_TEXT.replace('{', '{/* */')),
  );
  refusedAs('with a comma at its end', 'control.not-json', () =>
    worded(PAYLOAD_TEXT.replace(/\}$/, ',}')),
  );
  refusedAs('behind a byte order mark', 'control.not-json', () =>
    worded(`\ufeff\ufeff${PAYLOAD_TEXT}`),
  );
  refusedAs('in half a letter of UTF-8', 'control.not-json', () => {
    const covered = `${part(HEADER_TEXT)}.${part(Buffer.concat([Buffer.from(PAYLOAD_TEXT), Buffer.of(0xe1)]))}`;
    return `${covered}.${part(signedBy(REAL.studio, Buffer.from(covered)))}`;
  });
  refusedAs('nested three thousand deep', 'control.field', () =>
    worded(`{"x":${'['.repeat(1_500)}${']'.repeat(1_500)}}`),
  );
  for (const [what, number] of [
    ['beyond what can be counted', '9007199254740993'],
    ['without end', '1e400'],
    ['below nothing', '-1'],
    ['of a fraction', '1.5'],
    ['in words', '"100"'],
    ['in a list', '[100]'],
    ['of nothing', 'null'],
  ] as const) {
    refusedAs(`with a sequence ${what}`, 'control.field', () =>
      worded(PAYLOAD_TEXT.replace(/"sequence":\d+/, `"sequence":${number}`)),
    );
  }
  for (const field of ['issuedAt', 'expiresAt', 'startAt'] as const) {
    refusedAs(`with an ${field} at the end of time and beyond`, 'control.field', () =>
      worded(PAYLOAD_TEXT.replace(new RegExp(`"${field}":\\d+`), `"${field}":1e308`)),
    );
  }
  refusedAs('with a start in the next century', 'trust.start', () =>
    announceText({ ...ONCE, change: { startAt: 5e15 as never } }),
  );
  refusedAs('with a lease of a year', 'control.field', () =>
    worded(PAYLOAD_TEXT.replace(/"leaseS":\d+/, '"leaseS":31536000')),
  );
  refusedAs('longer than its bound', 'control.oversized', () =>
    announceText({ ...ONCE, change: { title: 'x'.repeat(9_000) } }),
  );
  refusedAs('in a mandate longer than its bound', 'control.oversized', () => {
    const areas = Array.from(
      { length: 16 },
      (_, index) => `vn.hn.langha.${'x'.repeat(40)}${index}`,
    );
    const many = realMandate(
      { ...STUDIO, areas: [...areas, ...areas.map((area) => `${area}y`)] },
      REAL.commune,
    );
    return announceText({ ...ONCE, chain: [many] });
  });
});
