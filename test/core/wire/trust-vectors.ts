/**
 * The test vectors of PROTOCOL §2.1–2.4: what is published on a trust topic, put together from JSON texts without an encoder of
 * the house, and what a box that pins the two roots makes of it, line by line.
 */
import {
  COMMUNE_KEY,
  ISSUER_KEY,
  RESERVE_KEY,
  ROOT_KEY,
  signedBy,
  type VectorKey,
} from './vector-keys.ts';

export interface TrustVector {
  readonly name: string;
  /** The payload; of bytes that are not ASCII, each is a character of Latin 1. */
  readonly published: string;
  readonly expect:
    | { readonly refused: string }
    /** One a line. `path`: the names of a chain that a box takes, from the root to the speaker. */
    | readonly (
        | { readonly path: readonly string[]; readonly speaker: string }
        | { readonly refused: string; readonly detail?: string }
        | 'taken'
      )[];
}

const base64url = (text: string): string => Buffer.from(text).toString('base64url');

const statement = (typ: string, payload: object, by: VectorKey): string => {
  const header = JSON.stringify({ alg: 'EdDSA', typ, kid: by.publicKeyBase64url });
  const covered = `${base64url(header)}.${base64url(JSON.stringify(payload))}`;
  return `${covered}.${signedBy(by, Buffer.from(covered)).toString('base64url')}`;
};

const COMMUNE = {
  id: '01JCXAMPKE0000000000000001',
  subject: 'xa-lang-ha',
  key: COMMUNE_KEY.publicKeyBase64url,
  areas: ['vn.hn.dongda'],
  class: 'emergency',
  delegations: 1,
  notBefore: 1_793_000_000_000_000,
  expiresAt: 1_824_000_000_000_000,
};
const STUDIO = {
  ...COMMUNE,
  id: '01JCXAMPKE0000000000000002',
  subject: 'dai-lang-ha',
  key: ISSUER_KEY.publicKeyBase64url,
  areas: ['vn.hn.dongda.langha', 'vn.hn.dongda.thinhquang'],
  class: 'priority',
  delegations: 0,
};

const mandate = (payload: object, by: VectorKey): string => statement('loa-mandate', payload, by);
const commune = mandate(COMMUNE, ROOT_KEY);
const studio = (change: object = {}): string => mandate({ ...STUDIO, ...change }, COMMUNE_KEY);
const revocations = (payload: object, by = ROOT_KEY): string =>
  statement('loa-revocations', payload, by);

/** The signature stays: `class` of another letter. */
const changed = (text: string): string => {
  const [head = '', payload = '', signature = ''] = text.split('.');
  const words = Buffer.from(payload, 'base64url').toString().replace('priority', 'normal');
  return [head, base64url(words), signature].join('.');
};

const taken = {
  path: ['xa-lang-ha', 'dai-lang-ha'],
  speaker: ISSUER_KEY.publicKeyBase64url,
};

/** Each begins with a box that has heard nothing yet. */
const line = (
  name: string,
  published: string,
  ...expect: readonly (typeof taken | { refused: string; detail?: string } | 'taken')[]
): TrustVector => ({ name, published: `${published}\n`, expect });

const refusedChain = (name: string, texts: readonly string[], code: string, detail?: string) =>
  line(name, texts.join(' '), { refused: code, ...(detail === undefined ? {} : { detail }) });

export const TRUST_VECTORS: readonly TrustVector[] = [
  line('a chain', `${commune} ${studio()}`, taken),
  line('the first mandate alone, which is a chain too', commune, {
    path: ['xa-lang-ha'],
    speaker: COMMUNE_KEY.publicKeyBase64url,
  }),
  line(
    'a list, a chain, and a list that is older than the first',
    [
      revocations({ version: 2, keys: [], mandates: ['01JCXAMPKE0000000000000009'] }),
      `${commune} ${studio()}`,
      revocations({ version: 1, keys: [], mandates: [] }),
    ].join('\n'),
    'taken',
    taken,
    { refused: 'revocations.version' },
  ),
  line(
    'the reserve replaces the working root, which then leads nowhere',
    [
      statement('loa-root', { version: 1, root: COMMUNE_KEY.publicKeyBase64url }, RESERVE_KEY),
      `${commune} ${studio()}`,
      studio(),
    ].join('\n'),
    'taken',
    { refused: 'chain.root' },
    { path: ['dai-lang-ha'], speaker: ISSUER_KEY.publicKeyBase64url },
  ),
  line(
    'the working root would replace the reserve',
    statement('loa-root', { version: 1, root: COMMUNE_KEY.publicKeyBase64url }, ROOT_KEY),
    { refused: 'root.reserve' },
  ),
  line(
    'a replacement by no key',
    statement('loa-root', { version: 1, root: 'root' }, RESERVE_KEY),
    { refused: 'root.field' },
  ),
  line('a list without its version', revocations({ keys: [], mandates: [] }), {
    refused: 'revocations.field',
  }),
  line('a list by a commune', revocations({ version: 1, keys: [], mandates: [] }, COMMUNE_KEY), {
    refused: 'revocations.root',
  }),
  refusedChain('more mandates than a chain has', Array(6).fill(commune), 'chain.length'),
  refusedChain('a chain without its beginning', [studio(), studio()], 'chain.root'),
  refusedChain(
    'a mandate by another key',
    [commune, mandate(STUDIO, ROOT_KEY)],
    'chain.broken',
    'dai-lang-ha',
  ),
  refusedChain(
    'a mandate of which a word was changed',
    [commune, changed(studio())],
    'chain.signature',
    'dai-lang-ha',
  ),
  refusedChain(
    'a commune that mandates itself',
    [commune, mandate({ ...COMMUNE, delegations: 0 }, COMMUNE_KEY)],
    'chain.cycle',
    'xa-lang-ha',
  ),
  refusedChain(
    'a mandate by somebody who may not delegate',
    [mandate({ ...COMMUNE, delegations: 0 }, ROOT_KEY), studio()],
    'chain.delegation',
    'dai-lang-ha',
  ),
  refusedChain(
    'a mandate for an area that only begins alike',
    [commune, studio({ areas: ['vn.hn.dongdax'] })],
    'chain.exceeds',
    'dai-lang-ha: areas',
  ),
  refusedChain(
    'a mandate beyond the end of its parent',
    [commune, studio({ expiresAt: COMMUNE.expiresAt + 1 })],
    'chain.exceeds',
    'dai-lang-ha: time',
  ),
  refusedChain(
    'a mandate for a class beyond its parent',
    [mandate({ ...COMMUNE, class: 'normal' }, ROOT_KEY), studio()],
    'chain.exceeds',
    'dai-lang-ha: class',
  ),
  refusedChain(
    'a mandate that ends before it begins',
    [mandate({ ...COMMUNE, expiresAt: COMMUNE.notBefore }, ROOT_KEY), ''],
    'mandate.field',
    'expiresAt',
  ),
  refusedChain(
    'a mandate for nowhere',
    [mandate({ ...COMMUNE, areas: [] }, ROOT_KEY), ''],
    'mandate.field',
    'areas',
  ),
  line('a control message', statement('loa-control', {}, ROOT_KEY), { refused: 'control.type' }),
  { name: 'nothing', published: '', expect: [] },
  {
    name: 'more statements than a box takes',
    published: 'x\n'.repeat(65),
    expect: { refused: 'trust.oversized' },
  },
];
