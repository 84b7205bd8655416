/** The keys of `[arbitration]`: who goes before whom. */
import { LIMITS } from '../../core/limits.ts';
import { namesOf } from '../checkers.ts';
import { defaulted, isName } from './key.ts';

export const ARBITRATION_KEYS = {
  'arbitration.order': defaulted([], {
    doc:
      'Issuers in the order that the commune decides, most important first. Where two bulletins of one class clash, the issuer that ' +
      'stands first here is heard; who is not listed comes last. Among those: first come.',
    check: namesOf(LIMITS.orderedIssuersMax, isName),
  }),
} as const;
