/** The keys of `[arbitration]`: who goes before whom. */
import { LIMITS } from '../../core/limits.ts';
import { isIssuerId } from '../../core/wire/trust/mandate.ts';
import { namesOf } from '../values/checkers.ts';
import { defaulted } from './key.ts';

const isPath = (text: string): boolean => text.split('/').every(isIssuerId);

export const ARBITRATION_KEYS = {
  'arbitration.order': defaulted([], {
    doc:
      'Issuers in the order that the commune decides, most important first, each by the names from the root down, as in ' +
      '`tinh-ha-noi/xa-lang-ha`. Where two bulletins of one class clash, the issuer that stands first here is heard; who is not ' +
      'listed comes last. Among those: first come.',
    check: namesOf(LIMITS.orderedIssuersMax, isPath),
  }),
} as const;
