/** The test vectors of PROTOCOL §8: records written as literal lines, hashed without the code of the house. */
import { createHash } from 'node:crypto';
import { ISSUER_KEY, signedBy } from './vector-keys.ts';

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');

const PLAYED =
  '{"chain":"0123456789abcdef","number":1,' +
  '"previous":"0000000000000000000000000000000000000000000000000000000000000000",' +
  '"atUs":1793500063000000,"box":"langha-03","record":"played","id":"01JCXAMPKE0000000000000000",' +
  '"issuer":"xa-lang-ha","key":"0EqyNnZhYKu8YjJO_6yHmG_DAh5lHRRQDVHL2MDYqrA",' +
  '"mandate":"01JMANDATE0000000000000003","area":"vn.hn.dongda.langha","class":"priority","kind":"programme",' +
  '"title":"Bản tin xã Láng Hạ","firstSoundAtUs":1793500003000000,"lastSoundAtUs":1793500063000000,' +
  '"firstSample":0,"streamFrames":3000,"why":"complete","inStep":true,"amplifier":"commanded",' +
  '"heardS":60,"bufferFrames":0,"lateFrames":0,"concealedFrames":0,"recoveredFrames":0,' +
  '"silentFrames":0,"brokenFrames":0,"jumps":0,"stretchedSamples":4,' +
  '"stepError":{"p50Us":12,"p95Us":31,"maxUs":48}}';
const SWITCH =
  `{"chain":"0123456789abcdef","number":2,"previous":"${hash(PLAYED)}","atUs":1793500070000000,` +
  '"box":"langha-03","record":"switch","what":"kill-switch","detail":{"on":true}}';
const BEGAN =
  '{"chain":"fedcba9876543210","number":3,' +
  '"previous":"0000000000000000000000000000000000000000000000000000000000000000",' +
  '"atUs":1793500080000000,"box":"langha-03","record":"began","why":"the store was damaged"}';

/** A chain as a box keeps it; the third record begins a new one. */
export const PROOF_CHAIN = [PLAYED, SWITCH, BEGAN].map((line) => ({ line, sha256: hash(line) }));

export interface BrokenChain {
  readonly name: string;
  readonly lines: readonly string[];
  readonly expect: { readonly place: number; readonly fault: string };
}

export const BROKEN_CHAINS: readonly BrokenChain[] = [
  {
    name: 'a word is changed',
    lines: [PLAYED.replace('"heardS":60', '"heardS":61'), SWITCH],
    expect: { place: 1, fault: 'previous' },
  },
  { name: 'a record is missing', lines: [PLAYED, BEGAN], expect: { place: 1, fault: 'number' } },
  {
    name: 'a chain begins without saying so',
    lines: [PLAYED, SWITCH, BEGAN.replace('"began"', '"safety"')],
    expect: { place: 2, fault: 'beginning' },
  },
  {
    name: 'a line is cut',
    lines: [PLAYED.slice(0, 80)],
    expect: { place: 0, fault: 'unreadable' },
  },
];

export interface AckVector {
  readonly name: string;
  readonly jws: string;
  readonly expect:
    | { readonly ack: object; readonly signature: 'valid' }
    | { readonly refused: string; readonly detail?: string };
}

const HEADER = JSON.stringify({ alg: 'EdDSA', typ: 'loa-ack', kid: ISSUER_KEY.publicKeyBase64url });
const ACK = {
  box: 'langha-03',
  chain: '0123456789abcdef',
  number: 2,
  hash: hash(SWITCH),
};
const base64url = (text: string): string => Buffer.from(text).toString('base64url');
const signed = (payload: object): string => {
  const covered = `${base64url(HEADER)}.${base64url(JSON.stringify(payload))}`;
  return `${covered}.${signedBy(ISSUER_KEY, Buffer.from(covered)).toString('base64url')}`;
};
const wrong = (name: string, detail: string, payload: object): AckVector => ({
  name,
  jws: signed(payload),
  expect: { refused: 'ack.field', detail },
});

export const ACK_VECTORS: readonly AckVector[] = [
  {
    name: 'the chain up to its second record',
    jws: signed(ACK),
    expect: { ack: ACK, signature: 'valid' },
  },
  wrong('for no box', 'box', { ...ACK, box: 3 }),
  wrong('of no chain', 'chain', { ...ACK, chain: undefined }),
  wrong('of a number that is none', 'number', { ...ACK, number: '2' }),
  wrong('without a hash', 'hash', { ...ACK, hash: undefined }),
];
