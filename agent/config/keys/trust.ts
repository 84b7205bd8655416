/** The keys of `[trust]`: whom it believes. */
import { PUBLIC_KEY_BYTES } from '../../core/ed25519.ts';
import { decodeBase64url, encodeBase64url } from '../../core/wire/base64url.ts';
import { right, wrong, type Checked, type Checker } from '../values/checkers.ts';
import { required } from './key.ts';

const ROOTS_MAX = 2;

const rootKeys: Checker<readonly Uint8Array[]> = {
  expected:
    `one or two different Ed25519 public keys in a list, each ${PUBLIC_KEY_BYTES} bytes as base64url without ` +
    'padding, 43 characters',
  read: (value) => {
    if (!Array.isArray(value) || value.length === 0 || value.length > ROOTS_MAX) return wrong();
    const keys: Uint8Array[] = [];
    for (const one of value as readonly unknown[]) {
      const key = readKey(one);
      if (!key.ok) return key;
      keys.push(key.value);
    }
    const isTwice = new Set(keys.map(encodeBase64url)).size < keys.length;
    return isTwice ? wrong({ vi: 'hai lần cùng một khoá', en: 'the same key twice' }) : right(keys);
  },
};

const readKey = (value: unknown): Checked<Uint8Array> => {
  const bytes = typeof value === 'string' ? decodeBase64url(value) : undefined;
  if (bytes === undefined) return wrong();
  const { length } = bytes;
  if (length === PUBLIC_KEY_BYTES) return right(bytes);
  return wrong({ vi: `một khoá dài ${length} byte`, en: `a key of ${length} bytes` });
};

export const TRUST_KEYS = {
  'trust.roots': required({
    doc:
      'Public keys in which every chain of mandates must end: first the working root, then, if there is one, the reserve, ' +
      'which alone may replace the working root. `loa-sim authority init` makes them.',
    example: [0, PUBLIC_KEY_BYTES].map((first) =>
      Uint8Array.from({ length: PUBLIC_KEY_BYTES }, (_, index) => first + index),
    ),
    check: rootKeys,
  }),
} as const;
