/** Damage that a line, a disk or an enemy does to bytes, drawn and applied: what was valid before is still nearly so. */
import fc from 'fast-check';

/** Places are taken modulo the length, so every damage fits any bytes. */
type Damage =
  | { readonly did: 'flip-bit'; readonly at: number }
  | { readonly did: 'set-byte'; readonly at: number; readonly to: number }
  | { readonly did: 'set-u16'; readonly at: number; readonly to: number }
  | { readonly did: 'cut-end'; readonly at: number }
  | { readonly did: 'cut-out'; readonly at: number; readonly bytes: number }
  | { readonly did: 'repeat'; readonly at: number; readonly bytes: number }
  | { readonly did: 'insert'; readonly at: number; readonly bytes: Uint8Array }
  | { readonly did: 'swap-tail'; readonly at: number };

const place = fc.nat(0x7fff_ffff);
const someBytes = fc.oneof(
  { weight: 9, arbitrary: fc.nat(100) },
  { weight: 1, arbitrary: fc.nat(16_384) },
);
/** Lengths that lie: near nothing, near the bounds of a packet and of a bundle, near all ones. */
const telling = fc.oneof(
  fc.constantFrom(0, 1, 0xff, 0x100, 1_275, 1_276, 0x7fff, 0xffff),
  fc.nat(0xffff),
);

export const damage: fc.Arbitrary<readonly Damage[]> = fc.array(
  fc.oneof(
    fc.record({ did: fc.constant('flip-bit' as const), at: place }),
    fc.record({ did: fc.constant('set-byte' as const), at: place, to: fc.nat(0xff) }),
    fc.record({ did: fc.constant('set-u16' as const), at: place, to: telling }),
    fc.record({ did: fc.constant('cut-end' as const), at: place }),
    fc.record({ did: fc.constant('cut-out' as const), at: place, bytes: someBytes }),
    fc.record({ did: fc.constant('repeat' as const), at: place, bytes: someBytes }),
    fc.record({
      did: fc.constant('insert' as const),
      at: place,
      bytes: fc.uint8Array({ maxLength: 8 }),
    }),
    fc.record({ did: fc.constant('swap-tail' as const), at: place }),
  ),
  { minLength: 1, maxLength: 3 },
);

/** `bytes` after all of `damages`; `other` is another valid thing, whose tail may be spliced in. */
export const damaged = (
  bytes: Uint8Array,
  damages: readonly Damage[],
  other: Uint8Array,
): Uint8Array =>
  damages.reduce<Uint8Array>((before, one) => {
    const at = before.length === 0 ? 0 : one.at % before.length;
    const head = before.subarray(0, at);
    const tail = before.subarray(at);
    switch (one.did) {
      case 'flip-bit':
        return joined(head, [(tail[0] ?? 0) ^ (1 << (one.at & 7))], tail.subarray(1));
      case 'set-byte':
        return joined(head, [one.to], tail.subarray(1));
      case 'set-u16':
        return joined(head, [one.to >> 8, one.to & 0xff], tail.subarray(2));
      case 'cut-end':
        return head;
      case 'cut-out':
        return joined(head, tail.subarray(one.bytes));
      case 'repeat':
        return joined(head, tail.subarray(0, one.bytes), tail);
      case 'insert':
        return joined(head, one.bytes, tail);
      case 'swap-tail':
        return joined(head, other.subarray(at));
    }
  }, bytes);

const joined = (...parts: ArrayLike<number>[]): Uint8Array => {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
};
