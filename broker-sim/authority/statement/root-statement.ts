/** A statement of a root, read and verified by the key that it names: whether that is a root of a box only the box can say. */
import { isSignedBy } from '../../../agent/core/trust/chain.ts';
import { REFUSALS, type RefusalCode } from '../../../agent/core/refusal.ts';
import { decodeJwsText } from '../../../agent/core/wire/jws.ts';
import {
  decodeRevocationList,
  type RevocationList,
} from '../../../agent/core/wire/trust/revocation-list.ts';
import {
  decodeRootReplacement,
  type RootReplacement,
} from '../../../agent/core/wire/trust/root-replacement.ts';
import { UserMistake } from '../../user-mistake.ts';
import { ED25519 } from '../ed25519.ts';

export type RootStatement =
  | { readonly of: 'revocations'; readonly list: RevocationList }
  | { readonly of: 'root'; readonly replacement: RootReplacement; readonly by: string };

/** @throws {UserMistake} in which `name` is what the statement is called. */
export const readRootStatement = (text: string, name: string): RootStatement => {
  const refuse = (code: RefusalCode): never => {
    throw new UserMistake(`${name} cannot be believed: ${REFUSALS[code]}`);
  };
  const jws = decodeJwsText(text, 'revocations', 'root');
  if (!jws.ok) return refuse(jws.code);
  const { kind, keyId } = jws.value;
  if (!isSignedBy(keyId, jws.value, ED25519)) return refuse('trust.signature');
  if (kind === 'root') {
    const replacement = decodeRootReplacement(jws.value);
    if (!replacement.ok) return refuse(replacement.code);
    return { of: 'root', replacement: replacement.value, by: keyId };
  }
  const list = decodeRevocationList(jws.value);
  return list.ok ? { of: 'revocations', list: list.value } : refuse(list.code);
};
