/** Who is revoked, and whose root is replaced, is not heard again; nobody else can revoke or replace anything. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { RefusalCode } from '../../../agent/core/refusal.ts';
import {
  announceText,
  assertBounded,
  assertOnly,
  attack,
  newPole,
  onControl,
  onTrust,
  rebooted,
  refusedBy,
  speech,
  type Timed,
} from './attack-scene.ts';
import { COMMUNE, REAL, STUDIO, realChain, realJws, realKey } from '../trust/real-signing.ts';

const UNHEARD: RefusalCode = 'bundle.unknown-stream';
const { stranger } = REAL;

describe('a revocation', () => {
  const list = (
    version: number,
    what: { keys?: readonly string[]; mandates?: readonly string[] },
    by = REAL.root,
  ): string => realJws({ version, keys: [], mandates: [], ...what }, { by, kind: 'revocations' });
  const revoking = (what: { keys?: readonly string[]; mandates?: readonly string[] }): Timed => [
    1,
    onTrust(list(1, what)),
  ];

  for (const [whose, what] of [
    ['of the studio’s key', { keys: [REAL.studio.id] }],
    ['of the commune’s key', { keys: [REAL.commune.id] }],
    ['of the studio’s mandate', { mandates: [STUDIO.id ?? ''] }],
    ['of the commune’s mandate', { mandates: [COMMUNE.id ?? ''] }],
  ] as const) {
    attack(whose, { refused: [UNHEARD, 'mandate.revoked'] }, () => [
      revoking({ keys: [], mandates: [], ...what }),
      ...speech({ startS: 5 }),
    ]);
  }

  attack(
    'comes in the middle of a word',
    { refused: [UNHEARD], heard: [{ startS: 5, frames: 200, untilS: 6 }] },
    () => [
      ...speech({ startS: 5, frames: 200 }),
      [6, onTrust(list(1, { keys: [REAL.studio.id] }))],
    ],
  );

  attack(
    'that an older list would take back',
    { refused: [UNHEARD, 'mandate.revoked', 'revocations.version'] },
    () => [
      [1, onTrust(list(2, { keys: [REAL.studio.id] }))],
      [1.5, onTrust(list(1, {}))],
      ...speech({ startS: 5 }),
    ],
  );

  attack(
    'that another list of the same version would take back',
    { refused: [UNHEARD, 'mandate.revoked', 'revocations.version'] },
    () => [
      [1, onTrust(list(2, { keys: [REAL.studio.id] }))],
      [1.5, onTrust(list(2, {}))],
      ...speech({ startS: 5 }),
    ],
  );

  test('is remembered over a power cut, though the broker says nothing of it any more', () => {
    const before = newPole().until(2, revoking({ keys: [REAL.studio.id] }));
    const pole = rebooted(before, 2).until(12, ...speech({ startS: 5 }));
    assertOnly(pole, []);
    assertBounded(pole);
    assert.deepEqual(refusedBy(pole), [UNHEARD, 'mandate.revoked']);
  });

  for (const [whose, text, code] of [
    ['by a stranger', list(9, { keys: [REAL.studio.id] }, stranger), 'revocations.root'],
    [
      'by a commune, of its studio',
      list(9, { keys: [REAL.studio.id] }, REAL.commune),
      'revocations.root',
    ],
    [
      'by the reserve, of what is not beneath it',
      list(9, { keys: [REAL.studio.id] }, REAL.reserve),
      undefined,
    ],
    [
      'by a stranger in the root’s name',
      realJws(
        { version: 9, keys: [REAL.studio.id], mandates: [] },
        { by: stranger, kind: 'revocations', header: { kid: REAL.root.id } },
      ),
      'trust.signature',
    ],
    [
      'of more than fits',
      list(9, { keys: Array.from({ length: 65 }, (_, index) => realKey(index).id) }),
      'revocations.field',
    ],
  ] as const) {
    attack(
      `${whose} silences nobody`,
      { refused: code === undefined ? [] : [code], heard: [{ startS: 5 }] },
      () => [[1, onTrust(text)], ...speech({ startS: 5 })],
    );
  }
});

describe('a root', () => {
  const replaced = (version: number, root: string, by = REAL.reserve): string =>
    realJws({ version, root }, { by, kind: 'root' });
  const next = realKey(500);

  attack(
    'that was replaced leads nowhere, from the middle of a word on',
    { refused: [UNHEARD, 'chain.root'], heard: [{ startS: 5, frames: 200, untilS: 6 }] },
    () => [
      ...speech({ startS: 5, frames: 200 }),
      [6, onTrust(replaced(1, next.id))],
      [7, onControl(announceText({ number: 2, startS: 10, atS: 7 }))],
    ],
  );

  attack(
    'that was replaced is replaced by one that leads where it did',
    { refused: [], heard: [{ startS: 5 }] },
    () => [
      [1, onTrust(replaced(1, next.id))],
      ...speech({ startS: 5, chain: realChain({ root: next }) }),
    ],
  );

  for (const [whose, by, code] of [
    ['the working root, of itself', REAL.root, 'root.reserve'],
    ['a stranger', stranger, 'root.reserve'],
    ['the province', REAL.province, 'root.reserve'],
  ] as const) {
    attack(`is not replaced by ${whose}`, { refused: [code], heard: [{ startS: 5 }] }, () => [
      [1, onTrust(replaced(1, stranger.id, by))],
      ...speech({ startS: 5 }),
    ]);
  }

  attack(
    'of which the thief has an older replacement is not theirs again',
    { refused: [UNHEARD, 'chain.root', 'root.version'] },
    () => [
      [1, onTrust(replaced(2, next.id))],
      [1.5, onTrust(replaced(1, REAL.root.id))],
      ...speech({ startS: 5 }),
    ],
  );

  test('that was replaced stays so over a power cut', () => {
    const before = newPole().until(2, [1, onTrust(replaced(1, next.id))]);
    const pole = rebooted(before, 2).until(12, ...speech({ startS: 5 }));
    assertOnly(pole, []);
    assert.deepEqual(refusedBy(pole), [UNHEARD, 'chain.root']);
  });
});
