/** Numbers for the messages of an issuer that lives for one run: nobody will ever ask whether they rose over a restart. */
import type { UtcUs } from '../../agent/core/vocabulary.ts';
import type { IssuerSequence } from '../head-end/issuer/issuer.ts';

export class RisingSequence implements IssuerSequence {
  #last = 0;

  next(nowUtcUs: UtcUs): number {
    this.#last = Math.max(Math.floor(nowUtcUs), this.#last + 1);
    return this.#last;
  }
}
