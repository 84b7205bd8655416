/** Who speaks: an issuer's name, its signing key, and the sequence that rises for ever. Knows no file and no network. */
import type { KeyObject } from 'node:crypto';
import type { UtcUs } from '../../agent/core/vocabulary.ts';

export interface Issuer {
  readonly id: string;
  /** Ed25519. */
  readonly privateKey: KeyObject;
  readonly sequence: IssuerSequence;
}

/** Numbers for control messages (PROTOCOL §2): each above all before it, over restarts too. */
export interface IssuerSequence {
  /** Durable before it answers. @throws {Error} where it cannot be made durable: then nothing may be published. */
  next(nowUtcUs: UtcUs): number;
}
