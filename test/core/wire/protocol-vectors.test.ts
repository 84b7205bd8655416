import assert from 'node:assert/strict';
import { createPublicKey, verify } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import type { Refused } from '../../../agent/core/refusal.ts';
import { Anchors } from '../../../agent/core/trust/anchors.ts';
import { pathOf, speakerOf, verifyChain } from '../../../agent/core/trust/chain.ts';
import { decodeBundle } from '../../../agent/core/wire/bundle.ts';
import { decodeCommand, decodeDeed } from '../../../agent/core/wire/orders/command.ts';
import { decodeControlMessage } from '../../../agent/core/wire/control-message.ts';
import { decodeDesired, decodeSettings } from '../../../agent/core/wire/orders/desired.ts';
import { decodeJws } from '../../../agent/core/wire/jws.ts';
import { parseAreaTopic, subscriptions } from '../../../agent/core/wire/topic.ts';
import { readTrustStatements } from '../../../agent/core/wire/trust/trust-statements.ts';
import { NodeEd25519 } from '../../../agent/shell/ed25519.ts';
import type { BundleVector } from './bundle-vectors.ts';
import type { ControlVector } from './control-vectors.ts';
import type { TrustVector } from './trust-vectors.ts';
import type { AckVector } from './proof-vectors.ts';
import type { RemoteVector } from './remote-vectors.ts';
import { vectorFile, vectorTexts } from './protocol-vectors.ts';
import type { TopicVector } from './topic-vectors.ts';
import type { VectorKey } from './vector-keys.ts';

const read = (name: string): unknown => JSON.parse(readFileSync(vectorFile(name), 'utf8'));

const bundles = read('bundles.json') as { streamKey: VectorKey; vectors: BundleVector[] };
const control = read('control.json') as { issuerKey: VectorKey; vectors: ControlVector[] };
const trust = read('trust.json') as { roots: VectorKey[]; vectors: TrustVector[] };
const proof = read('proof.json') as { acknowledgements: AckVector[] };
const remote = read('remote.json') as { vectors: RemoteVector[] };
const topics = read('topics.json') as {
  vectors: TopicVector[];
  subscriptions: { area: string; box: string; subscribes: object[] }[];
};

const verdict = (
  key: VectorKey,
  signed: Uint8Array,
  signature: Uint8Array,
): 'valid' | 'invalid' => {
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: key.publicKeyBase64url };
  const publicKey = createPublicKey({ format: 'jwk', key: jwk });
  return verify(null, signed, publicKey, signature) ? 'valid' : 'invalid';
};

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('a bundle of the vectors:', () => {
  const outcome = ({ hex: text, thenZeros = 0 }: BundleVector): BundleVector['expect'] => {
    const bytes = Buffer.concat([Buffer.from(text, 'hex'), Buffer.alloc(thenZeros)]);
    const decoded = decodeBundle(bytes);
    if (!decoded.ok) return { refused: decoded.code };
    const { streamId, sequence, last, packets, signed, signature } = decoded.value;
    return {
      streamId,
      sequence,
      last,
      packetsHex: packets.map(hex),
      signature: verdict(bundles.streamKey, signed, signature),
    };
  };
  for (const vector of bundles.vectors) {
    test(vector.name, () => assert.deepEqual(outcome(vector), vector.expect));
  }
});

describe('a control message of the vectors:', () => {
  const outcome = ({ jws: text }: ControlVector): ControlVector['expect'] => {
    const jws = decodeJws(Buffer.from(text, 'latin1'), 'control');
    if (!jws.ok) return { refused: jws.code };
    const { keyId, payload, signed, signature } = jws.value;
    const decoded = decodeControlMessage(payload);
    if (!decoded.ok) {
      const { code, detail } = decoded;
      return detail === undefined ? { refused: code } : { refused: code, detail };
    }
    return {
      keyId,
      message: plain(decoded.value),
      signature: verdict(control.issuerKey, signed, signature),
    };
  };
  const plain = (message: object): Record<string, string | number> =>
    Object.fromEntries(
      Object.entries(message).map(([name, value]: [string, string | number | Uint8Array]) =>
        value instanceof Uint8Array ? [`${name}Hex`, hex(value)] : [name, value],
      ),
    );
  for (const vector of control.vectors) {
    test(vector.name, () => assert.deepEqual(outcome(vector), vector.expect));
  }
});

describe('what is published, of the vectors:', () => {
  const roots = trust.roots.map(({ publicKeyBase64url }) => publicKeyBase64url);
  const ed25519 = new NodeEd25519();
  const outcome = (published: string): TrustVector['expect'] => {
    const statements = readTrustStatements(Buffer.from(published, 'latin1'));
    if (!statements.ok) return { refused: statements.code };
    const anchors = new Anchors(roots, { revocations: [] }, ed25519);
    return statements.value.map((statement) => {
      if (!statement.ok) return refusal(statement);
      if (statement.value.of === 'root') {
        const heard = anchors.hear(statement.value.text, statement.value.jws);
        return typeof heard === 'string' ? { refused: heard } : 'taken';
      }
      const chain = verifyChain(statement.value.texts, anchors.roots, new Map(), ed25519);
      if (!chain.ok) return refusal(chain);
      const speaker = Buffer.from(speakerOf(chain.value).key).toString('base64url');
      return { path: pathOf(chain.value), speaker };
    });
  };
  const refusal = ({ code, detail }: Refused) =>
    detail === undefined ? { refused: code } : { refused: code, detail };
  for (const vector of trust.vectors) {
    test(vector.name, () => assert.deepEqual(outcome(vector.published), vector.expect));
  }
});

describe('an order of the vectors:', () => {
  const outcome = ({ kind, jws: text }: RemoteVector): object => {
    const jws = decodeJws(Buffer.from(text, 'latin1'), kind);
    if (!jws.ok) return { refused: jws.code };
    const { payload } = jws.value;
    const order = kind === 'command' ? decodeCommand(payload) : decodeDesired(payload);
    if (!order.ok) return refusalOf(order);
    const what = kind === 'command' ? decodeDeed(payload) : decodeSettings(payload['settings']);
    return { order: order.value, ...(what.ok ? { what: what.value } : refusalOf(what)) };
  };
  const refusalOf = ({ code, detail }: Refused) =>
    detail === undefined ? { refused: code } : { refused: code, detail };
  for (const vector of remote.vectors) {
    test(vector.name, () => {
      assert.deepEqual(JSON.parse(JSON.stringify(outcome(vector))), vector.expect);
    });
  }
});

describe('a topic of the vectors:', () => {
  for (const { topic, expect } of topics.vectors) {
    test(topic, () => {
      const parsed = parseAreaTopic(topic);
      assert.deepEqual(parsed.ok ? parsed.value : { refused: parsed.code }, expect);
    });
  }

  test('what a box subscribes to', () => {
    for (const { area, box, subscribes } of topics.subscriptions) {
      assert.deepEqual(subscriptions(area, box), subscribes);
    }
  });
});

const isList = (value: object): value is readonly (object | string)[] => Array.isArray(value);

/** What belief says and no decoder: its cases are in belief.test.ts, chain.test.ts and anchors.test.ts. */
const BELIEF = /^(?:chain\.|revocations\.(?!field)|root\.(?!field))/;

test('there is a vector for every code by which a decoder refuses', () => {
  const wire = new URL('../../../../agent/core/wire/', import.meta.url);
  // NTP is not this protocol: its own cases are in ntp-packet.test.ts.
  const names = readdirSync(wire, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && name !== 'ntp-packet.ts',
  );
  const sources = names.map((name) => readFileSync(new URL(name, wire), 'utf8'));
  const answered = sources.flatMap((source) =>
    Array.from(
      source.matchAll(/(?:refused\(\s*|fieldsOf\(\w+, )'([a-z.-]+)'/g),
      ([, code = '']) => code,
    ),
  );
  const expected = [
    ...bundles.vectors,
    ...control.vectors,
    ...topics.vectors,
    ...trust.vectors,
    ...proof.acknowledgements,
    ...remote.vectors,
  ];
  const covered = expected
    .flatMap(({ expect }): readonly (object | string)[] => (isList(expect) ? expect : [expect]))
    .map((expect) => (typeof expect === 'object' && 'refused' in expect ? expect.refused : ''))
    .filter((code) => !BELIEF.test(String(code)));
  assert.ok(new Set(answered).size >= 15, 'the test itself: the sources are read');
  assert.deepEqual([...new Set(answered)].sort(), [...new Set(covered)].filter(Boolean).sort());
});

test('the files are what the vectors in the source make', () => {
  for (const [name, text] of vectorTexts()) {
    const remedy = `${name} is stale: npm run build, then node dist/test/core/wire/protocol-vectors.js`;
    assert.equal(readFileSync(vectorFile(name), 'utf8'), text, remedy);
  }
});
