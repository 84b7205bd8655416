/**
 * What is published on a trust topic (PROTOCOL §2.4): a line a statement. A line is a revocation list or a root replacement, one
 * compact JWS; or a chain, its mandates with a space between, the one nearest the root first.
 */
import { LIMITS } from '../../limits.ts';
import { accepted, refused, type Decoded } from '../../refusal.ts';
import { decodeJwsText, type Jws } from '../jws.ts';

export type TrustStatement =
  | { readonly of: 'chain'; readonly texts: readonly string[] }
  | { readonly of: 'root'; readonly text: string; readonly jws: Jws };

/** What is wrong with one of them does not harm the others. */
export const readTrustStatements = (
  bytes: Uint8Array,
): Decoded<readonly Decoded<TrustStatement>[]> => {
  if (bytes.length > LIMITS.trustBytesMax) return refused('trust.oversized');
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  const lines = text.split('\n').filter((line) => line !== '');
  if (lines.length > LIMITS.trustStatementsMax) return refused('trust.oversized');
  return accepted(lines.map(readStatement));
};

const readStatement = (line: string): Decoded<TrustStatement> => {
  const texts = line.split(' ');
  if (texts.length > 1) return accepted({ of: 'chain', texts });
  const jws = decodeJwsText(line, 'mandate', 'revocations', 'root');
  if (!jws.ok) return jws;
  return accepted(
    jws.value.kind === 'mandate'
      ? { of: 'chain', texts }
      : { of: 'root', text: line, jws: jws.value },
  );
};

/** The payload as it travels. */
export const writeTrustStatements = (statements: readonly (string | readonly string[])[]): string =>
  statements.map((one) => `${typeof one === 'string' ? one : one.join(' ')}\n`).join('');
