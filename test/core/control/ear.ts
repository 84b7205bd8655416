/** What a box makes of what it hears, without the rest of the box. */
import assert from 'node:assert/strict';
import { Hearing } from '../../../agent/core/control/hearing.ts';
import { StopMemory } from '../../../agent/core/control/stop-memory.ts';
import type { Effect } from '../../../agent/core/effect.ts';
import { EffectQueue } from '../../../agent/core/effect-queue.ts';
import type { Input } from '../../../agent/core/input.ts';
import { EMPTY_STATE } from '../../../agent/core/stored-state.ts';
import { Tuning } from '../../../agent/core/remote/tuning.ts';
import type { StoredTrust } from '../../../agent/core/trust/box-trust.ts';
import { monoUs, utcUs } from '../../../agent/core/vocabulary.ts';
import { encodeBase64url } from '../../../agent/core/wire/base64url.ts';
import type { ControlMessage } from '../../../agent/core/wire/control-message.ts';
import { CONFIG, MORNING, controlInput } from './announcement-builder.ts';
import { STUDIO } from '../trust/mandate-builder.ts';
import { ToneDecoder } from '../playout/tone-decoder.ts';
import { toyEd25519 } from '../trust/toy-signature.ts';

const CLOCK = { utcMinusMonoUs: MORNING, errorUs: 0, trusted: true };

/** The studio was heard, up to `sequence`. */
export const heardAt = (sequence: number): StoredTrust => ({
  heard: {
    issuers: [{ key: encodeBase64url(STUDIO), sequence, issuedAt: MORNING }],
    forgottenUntil: utcUs(0),
  },
  revocations: [],
});

type Message = Extract<Input, { on: 'message' }>;

/** Hearing alone, without a speaker: what it does about each message, and by which code it refuses. */
export class Ear {
  readonly effects = new EffectQueue();
  readonly hearing: Hearing;
  #sequence = 0;

  constructor(trust: StoredTrust = EMPTY_STATE.trust) {
    this.hearing = new Hearing({
      config: CONFIG,
      ed25519: toyEd25519,
      decoder: new ToneDecoder(),
      effects: this.effects,
      killSwitch: { isThrown: false },
      tuning: new Tuning(CONFIG, {}),
      stops: new StopMemory([], () => undefined),
      trust,
      lastTrustedAt: () => undefined,
      store: (stored) =>
        this.effects.push({ do: 'store', state: { session: 0, trust: stored }, records: [] }),
      carry: () => undefined,
      nowUs: monoUs(0),
    });
  }

  hear(input: Input, nowUs = 0): Effect[] {
    this.hearing.hear(input as Message, CLOCK, monoUs(nowUs));
    return this.effects.drain();
  }

  /** Says this under the next sequence number, and answers by which code it was refused, if it was. */
  say(message: ControlMessage): string | undefined {
    this.#sequence += 1;
    return this.refusalOf(controlInput({ ...message, sequence: this.#sequence }));
  }

  refusalOf(input: Input): string | undefined {
    const before = new Map(Object.entries(this.hearing.refusals.counts));
    this.hear(input);
    const risen = Object.entries(this.hearing.refusals.counts).filter(
      ([code, count]) => count !== before.get(code),
    );
    assert.ok(risen.length <= 1, 'one message, one code');
    return risen[0]?.[0];
  }

  get ids(): string[] {
    return [...this.hearing.book.all].map((session) => session.announcement.id);
  }
}
