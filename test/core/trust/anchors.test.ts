/** The roots of a box: what they may say of each other and of what they have mandated, and what of it is kept over a restart. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Anchors, type StoredAnchors } from '../../../agent/core/trust/anchors.ts';
import { encodeBase64url } from '../../../agent/core/wire/base64url.ts';
import { decodeJwsText } from '../../../agent/core/wire/jws.ts';
import { AUTHORITY } from '../control/announcement-builder.ts';
import { RESERVE, ROOT, STUDIO, toyJws, toyKey, type ToyKey } from './mandate-builder.ts';
import { toyEd25519 } from './toy-signature.ts';

const NEXT = toyKey(120);
const id = encodeBase64url;

const list = (version: number, keys: readonly ToyKey[] = [], by = ROOT): string =>
  toyJws({ version, keys: keys.map(id), mandates: [] }, { by, kind: 'revocations' });
const replacement = (version: number, root: ToyKey, by = RESERVE): string =>
  toyJws({ version, root: id(root) }, { by, kind: 'root' });

const anchorsOf = (
  roots: readonly ToyKey[] = [ROOT, RESERVE],
  stored: StoredAnchors = { revocations: [] },
): Anchors => new Anchors(roots.map(id), stored, toyEd25519);

const tell = (anchors: Anchors, text: string): string | boolean => {
  const jws = decodeJwsText(text, 'revocations', 'root');
  assert.ok(jws.ok);
  return anchors.hear(text, jws.value);
};

describe('a revocation list', () => {
  test('is news once, and no refusal when a broker says it again', () => {
    const anchors = anchorsOf();
    assert.equal(tell(anchors, list(5, [STUDIO])), true);
    assert.equal(tell(anchors, list(5, [STUDIO])), false);
    assert.ok(!anchors.holds(AUTHORITY.chain));
  });

  test('takes the place of the one before, by a higher version alone', () => {
    const anchors = anchorsOf();
    tell(anchors, list(5, [STUDIO]));
    assert.equal(tell(anchors, list(4)), 'revocations.version');
    assert.equal(tell(anchors, list(5)), 'revocations.version');
    assert.equal(tell(anchors, list(6)), true);
    assert.ok(anchors.holds(AUTHORITY.chain));
  });

  test('is one for each root, with a version of its own', () => {
    const anchors = anchorsOf();
    tell(anchors, list(900, [STUDIO], RESERVE));
    assert.ok(anchors.holds(AUTHORITY.chain), 'the reserve has not mandated it');
    assert.equal(tell(anchors, list(1, [STUDIO])), true);
    assert.ok(!anchors.holds(AUTHORITY.chain));
    assert.equal(anchors.stored.revocations.length, 2);
  });
});

describe('the working root', () => {
  test('is replaced by the reserve, again and again, by a higher version alone', () => {
    const anchors = anchorsOf();
    assert.equal(tell(anchors, replacement(2, NEXT)), true);
    assert.deepEqual(anchors.roots, [id(NEXT), id(RESERVE)]);
    assert.equal(tell(anchors, replacement(1, ROOT)), 'root.version');
    assert.equal(tell(anchors, replacement(3, ROOT)), true);
    assert.deepEqual(anchors.roots, [id(ROOT), id(RESERVE)]);
  });

  test('takes its list along when it goes', () => {
    const anchors = anchorsOf();
    tell(anchors, list(5, [STUDIO]));
    tell(anchors, replacement(1, NEXT));
    assert.deepEqual(anchors.lists, []);
    assert.ok(!anchors.holds(AUTHORITY.chain), 'of a root that is none any more');
  });

  test('stays where there is no reserve', () => {
    const anchors = anchorsOf([ROOT]);
    assert.equal(tell(anchors, replacement(1, NEXT)), 'root.reserve');
    assert.equal(tell(anchors, replacement(1, NEXT, ROOT)), 'root.reserve');
  });
});

describe('after a restart', () => {
  const before = anchorsOf();
  tell(before, replacement(3, NEXT));
  tell(before, list(7, [STUDIO], NEXT));

  test('all of it holds as before', () => {
    const anchors = anchorsOf([ROOT, RESERVE], before.stored);
    assert.deepEqual([anchors.roots, anchors.lists], [before.roots, before.lists]);
    assert.deepEqual(anchors.stored, before.stored);
  });

  test('with another reserve in the configuration, what the old one said is void', () => {
    const anchors = anchorsOf([ROOT, toyKey(121)], before.stored);
    assert.deepEqual(anchors.roots, [id(ROOT), id(toyKey(121))]);
    assert.deepEqual(anchors.stored, { revocations: [] });
  });

  test('what was stored and is not signed is not believed', () => {
    const forged = toyJws(
      { version: 9, keys: [], mandates: [] },
      { by: toyKey(9), kind: 'revocations', header: { kid: id(ROOT) } },
    );
    const anchors = anchorsOf([ROOT], { revocations: [forged, 'nonsense'], rootReplacement: '' });
    assert.deepEqual([anchors.lists, anchors.roots], [[], [id(ROOT)]]);
  });
});
