/** What an authority's statements say, in words for people: a line or a few each. */
import { US_PER_MS, US_PER_S, type UtcUs } from '../../../agent/core/vocabulary.ts';
import { encodeBase64url } from '../../../agent/core/wire/base64url.ts';
import type { Mandate } from '../../../agent/core/wire/trust/mandate.ts';
import type { RevocationList } from '../../../agent/core/wire/trust/revocation-list.ts';
import type { RootReplacement } from '../../../agent/core/wire/trust/root-replacement.ts';
import type { Chain } from '../../../agent/core/trust/chain.ts';

/** From the root to the speaker. `nowAt`: for what has expired and what is yet to come. */
export const chainWords = (chain: Chain, nowAt: UtcUs): string[] => [
  `chain from root ${chain.root}`,
  ...chain.mandates.flatMap((mandate) => mandateWords(mandate, nowAt)),
];

const mandateWords = (mandate: Mandate, nowAt: UtcUs): string[] => [
  `  ${mandate.subject}${standing(mandate, nowAt)}`,
  `    may speak to  ${mandate.areas.join(', ')}, up to ${mandate.class}${delegationWords(mandate)}`,
  `    rights        ${(mandate.may ?? ['speak']).join(', ')}`,
  `    holds         ${dateOf(mandate.notBefore)} to ${dateOf(mandate.expiresAt)}`,
  `    public key    ${encodeBase64url(mandate.key)}`,
  `    mandate       ${mandate.id}`,
];

const standing = ({ notBefore, expiresAt }: Mandate, nowAt: UtcUs): string => {
  if (nowAt >= expiresAt) return ': EXPIRED';
  return nowAt < notBefore ? ': not yet valid' : '';
};

const delegationWords = ({ delegations }: Mandate): string => {
  if (delegations === 0) return '';
  return `, and may delegate${delegations === 1 ? '' : `, ${delegations} deep`}`;
};

/** Whole seconds, UTC; a date that no calendar has is told as it stands. */
const dateOf = (at: UtcUs): string => {
  const date = new Date(at / US_PER_MS);
  return Number.isNaN(date.getTime())
    ? `${at / US_PER_S} s`
    : date.toISOString().replace(/\.\d+Z$/, 'Z');
};

export const revocationWords = ({ root, version, keys, mandates }: RevocationList): string[] => [
  `revocations of root ${root}, version ${version}`,
  ...keys.map((key) => `  key      ${key}`),
  ...mandates.map((id) => `  mandate  ${id}`),
  ...(keys.length + mandates.length === 0 ? ['  nothing is revoked'] : []),
];

export const replacementWords = ({ version, root }: RootReplacement, reserve: string): string[] => [
  `working root replaced, version ${version}`,
  `  by reserve  ${reserve}`,
  `  with        ${root}`,
];
