/** What a box makes of a trust topic that anybody at the broker may fill, and what it tells of whom it believes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Ed25519 } from '../../../agent/core/ed25519.ts';
import { EMPTY_STATE } from '../../../agent/core/stored-state.ts';
import { BoxTrust } from '../../../agent/core/trust/box-trust.ts';
import { encodeBase64url } from '../../../agent/core/wire/base64url.ts';
import { encodeMandate } from '../../../agent/core/wire/trust/mandate.ts';
import { writeTrustStatements } from '../../../agent/core/wire/trust/trust-statements.ts';
import { COMMUNE, RESERVE, ROOT, STUDIO, mandate, mandateText, toyJws } from './mandate-builder.ts';
import { Pole } from '../receiver/pole.ts';
import { toyEd25519 } from './toy-signature.ts';

const publish = (...lines: readonly string[]): Uint8Array =>
  new TextEncoder().encode(writeTrustStatements(lines));
const list = (version: number): string =>
  toyJws({ version, keys: [], mandates: [] }, { by: ROOT, kind: 'revocations' });

test('false signatures in a root’s name cost one look a message, however many there are', () => {
  let looks = 0;
  const counting: Ed25519 = {
    verify: (...words) => {
      looks += 1;
      return toyEd25519.verify(...words);
    },
  };
  const trust = new BoxTrust([ROOT, RESERVE], EMPTY_STATE.trust, counting);
  const header = { kid: encodeBase64url(ROOT) };
  const forged = Array.from({ length: 20 }, (_, at) =>
    toyJws(encodeMandate(mandate({ subject: `dai-${at}` })), {
      by: STUDIO,
      kind: 'mandate',
      header,
    }),
  );
  const { isNews, refusals } = trust.hear(publish(...forged));
  assert.equal(isNews, false);
  assert.ok(looks <= 1, `${looks} signatures were looked at`);
  assert.ok(refusals.length <= 20);
  // What is refused by what it says costs none, and what stands after it still counts.
  const stranger = mandateText(mandate(), COMMUNE);
  assert.deepEqual(
    [trust.hear(publish(stranger, list(1))).isNews, looks <= 2],
    [true, true],
    'a list after a line by nobody',
  );
});

test('telemetry names the roots of the box and the version of each list that it has', () => {
  const pole = new Pole().until(1);
  pole.take({
    on: 'message',
    topic: 'loa/1/area/vn/trust',
    payload: publish(list(7)),
    retained: true,
  });
  pole.until(62);
  const { trust } = pole.reports('telemetry').at(-1) as { trust: Record<string, unknown> };
  const root = encodeBase64url(ROOT);
  assert.deepEqual(trust['revocations'], [{ root, version: 7 }]);
  assert.equal((trust['roots'] as readonly string[])[0], root);
});
