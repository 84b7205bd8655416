/** `loa-sim authority issue`: a mandate, and the chain that ends in it. Nothing is issued that a box would refuse. */
import {
  US_PER_MS,
  US_PER_S,
  after,
  utcUs,
  type BulletinClass,
} from '../../agent/core/vocabulary.ts';
import { decodeBase64url } from '../../agent/core/wire/base64url.ts';
import type { Mandate, Right } from '../../agent/core/wire/trust/mandate.ts';
import { speakerOf } from '../../agent/core/trust/chain.ts';
import { issuerPublicKey } from '../head-end/issuer/issuer-key.ts';
import { ulid } from '../head-end/issuer/ulid.ts';
import { EXIT, UserMistake } from '../user-mistake.ts';
import { chainOf, readChainFile, type ChainFile } from './statement/chain-file.ts';
import { readAuthorityKey, writeStatements } from './statement/statement-file.ts';
import { chainWords } from './statement/statement-words.ts';
import { signMandate } from './statement/statement.ts';

export interface IssueFlags {
  readonly by: string;
  readonly chain?: string;
  readonly subject: string;
  readonly publicKey: string;
  readonly area: readonly string[];
  readonly class: BulletinClass;
  /** Absent: to be heard, and no more. */
  readonly may?: Right[];
  readonly delegations: number;
  readonly days: number;
  readonly out: string;
}

const DAY_US = 86_400 * US_PER_S;
/** A box whose clock is a little slow believes it at once. */
const BACKDATED_US = 300 * US_PER_S;

/** @throws {UserMistake} */
export const issueCommand = async (flags: IssueFlags): Promise<number> => {
  const by = readAuthorityKey(flags.by);
  const parent = flags.chain === undefined ? undefined : readChainFile(flags.chain);
  if (parent !== undefined && parent.keyId !== issuerPublicKey(by)) {
    throw new UserMistake(
      `${flags.chain ?? ''} is the chain of another key than ${flags.by}: it ends in ${parent.subject}, ${parent.keyId}`,
    );
  }
  const texts = [...(parent?.texts ?? []), await signMandate(mandateOf(flags, parent), by)];
  const issued = chainOf(texts, 'what was asked for');
  writeStatements(flags.out, texts);
  const nowAt = utcUs(Date.now() * US_PER_MS);
  process.stdout.write(`${chainWords(issued.chain, nowAt).join('\n')}\n`);
  return EXIT.ok;
};

/** Within the time of its parent, where that ends sooner. */
const mandateOf = (flags: IssueFlags, parent: ChainFile | undefined): Mandate => {
  const nowMs = Date.now();
  const nowAt = utcUs(nowMs * US_PER_MS);
  const above = parent && speakerOf(parent.chain);
  const key = decodeBase64url(flags.publicKey);
  if (key === undefined) throw new Error('a public key passed its check and is none');
  if (above !== undefined && above.expiresAt <= nowAt) {
    throw new UserMistake(`${flags.chain ?? ''} has expired: have it issued anew first`);
  }
  const expiresAt = Math.min(after(nowAt, flags.days * DAY_US), above?.expiresAt ?? Infinity);
  return {
    id: ulid(nowMs),
    subject: flags.subject,
    key,
    areas: flags.area,
    class: flags.class,
    delegations: flags.delegations,
    ...(flags.may !== undefined && { may: flags.may }),
    notBefore: utcUs(Math.max(after(nowAt, -BACKDATED_US), above?.notBefore ?? 0)),
    expiresAt: utcUs(expiresAt),
  };
};
