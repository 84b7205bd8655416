/** A box that knows all it has to, a message that it believes, and what becomes of the message when one thing is otherwise. */
import type { RefusalCode } from '../../../agent/core/refusal.ts';
import { believe, type Knowledge } from '../../../agent/core/trust/belief.ts';
import { utcUs } from '../../../agent/core/vocabulary.ts';
import { encodeBase64url } from '../../../agent/core/wire/base64url.ts';
import type { ControlMessage } from '../../../agent/core/wire/control-message.ts';
import {
  AREA,
  MORNING,
  announcement,
  controlBytes,
  type Signer,
} from '../control/announcement-builder.ts';
import { RESERVE, ROOT, STUDIO } from './mandate-builder.ts';
import { toyEd25519 } from './toy-signature.ts';

export const KNOW: Knowledge = {
  topicArea: AREA,
  moment: { nowAt: MORNING, isTrusted: true, lastTrustedAt: undefined },
  roots: [ROOT, RESERVE].map(encodeBase64url),
  lists: [],
  guard: {
    issuers: [{ key: encodeBase64url(STUDIO), sequence: 41, issuedAt: MORNING }],
    forgottenUntil: utcUs(0),
  },
  verified: new Map(),
  published: () => undefined,
};
export const GOOD = announcement(1, { sequence: 42 });

export type Outcome = RefusalCode | 'believed';

export const answerTo = (
  message: ControlMessage,
  signer: Signer = {},
  know: Partial<Knowledge> = {},
) => believe(controlBytes(message, signer), { ...KNOW, verified: new Map(), ...know }, toyEd25519);

export const outcomeOf = (
  message: ControlMessage,
  signer: Signer = {},
  know: Partial<Knowledge> = {},
) => {
  const answer = answerTo(message, signer, know);
  return answer.ok ? 'believed' : answer.code;
};

export const codeOf = (message: ControlMessage, know: Partial<Knowledge> = {}): Outcome =>
  outcomeOf(message, {}, know);
