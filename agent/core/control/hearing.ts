/**
 * What becomes of a message from the commune's channel: refused by a counted code, or believed and written into the
 * session book. It decides who is heard, never when or how loud.
 */
import type { Ed25519 } from '../ed25519.ts';
import type { EffectQueue } from '../effect-queue.ts';
import type { Input } from '../input.ts';
import { chime } from '../playout/chime.ts';
import { marker } from '../playout/marker.ts';
import type { OpusDecoder } from '../playout/opus-decoder.ts';
import type { ReceiverConfig } from '../receiver-config.ts';
import type { RefusalCode } from '../refusal.ts';
import { utcOf, type ClockReading } from '../time/clock-reading.ts';
import { believe } from '../trust/belief.ts';
import type { MonoUs } from '../vocabulary.ts';
import { decodeBundle } from '../wire/bundle.ts';
import type { Announcement, Stop } from '../wire/control-message.ts';
import { areaAndAncestors, parseAreaTopic } from '../wire/topic.ts';
import { leastOf } from './arbitration.ts';
import type { KillSwitch } from './kill-switch.ts';
import { RefusalLedger } from './refusal-ledger.ts';
import { SessionBook } from './session-book.ts';
import { prepareUs } from './speaker.ts';
import { Session } from './session.ts';

/** The usual group delay. */
const ARRIVAL_LEAD_US_MIN = 1_200_000;

type Message = Extract<Input, { on: 'message' }>;

export interface HearingParts {
  readonly config: ReceiverConfig;
  readonly ed25519: Ed25519;
  readonly decoder: OpusDecoder;
  readonly effects: EffectQueue;
  readonly killSwitch: Pick<KillSwitch, 'isThrown'>;
  /** Highest sequence accepted, by issuer. */
  readonly sequences: Readonly<Record<string, number>>;
  /** Makes the sequences durable, before anything is done about the message. */
  readonly store: (sequences: Readonly<Record<string, number>>) => void;
}

export class Hearing {
  readonly book = new SessionBook();
  readonly refusals = new RefusalLedger();
  readonly #parts: HearingParts;
  readonly #areas: ReadonlySet<string>;
  /** Long enough for the amplifier, and for as much of a stall as boxes in step outlast. */
  readonly #arrivalLeadUs: number;
  #sequences: Readonly<Record<string, number>>;

  constructor(parts: HearingParts) {
    this.#parts = parts;
    this.#areas = new Set(areaAndAncestors(parts.config.area));
    this.#sequences = parts.sequences;
    // Now, and not when the card is waiting for an announcement.
    if (parts.config.playout.chimeBefore.length > 0) chime();
    marker();
    this.#arrivalLeadUs = Math.max(ARRIVAL_LEAD_US_MIN, prepareUs(parts.config.amplifier));
  }

  hear(message: Message, clock: ClockReading, nowUs: MonoUs): void {
    const topic = parseAreaTopic(message.topic);
    if (!topic.ok) return this.refuse(topic.code, nowUs);
    const { channel, area } = topic.value;
    if (!this.#areas.has(area)) return this.refuse('topic.not-ours', nowUs, area);
    if (message.retained) return this.refuse(`retained.${channel}`, nowUs);
    if (channel === 'audio') this.#hearBundle(message.payload, nowUs);
    else this.#hearControl(message.payload, area, clock, nowUs);
  }

  #hearBundle(payload: Uint8Array, nowUs: MonoUs): void {
    const bundle = decodeBundle(payload);
    if (!bundle.ok) return this.refuse(bundle.code, nowUs, bundle.detail);
    const session = this.book.findStream(bundle.value.streamId);
    if (session === undefined || session.ending !== undefined) {
      return this.refuse('bundle.unknown-stream', nowUs);
    }
    const code = session.hear(bundle.value, this.#parts.ed25519, nowUs);
    if (code !== undefined) this.refuse(code, nowUs);
  }

  #hearControl(payload: Uint8Array, area: string, clock: ClockReading, nowUs: MonoUs): void {
    const { config, ed25519 } = this.#parts;
    const believed = believe(
      payload,
      {
        issuer: config.issuer,
        topicArea: area,
        nowAt: utcOf(clock, nowUs),
        isClockTrusted: clock.trusted,
        lastSequence: this.#sequences[config.issuer.id] ?? -1,
      },
      ed25519,
    );
    if (!believed.ok) return this.refuse(believed.code, nowUs, believed.detail);
    const message = believed.value;
    this.#sequences = { ...this.#sequences, [message.issuer]: message.sequence };
    this.#parts.store(this.#sequences);
    if (message.type === 'stop') this.#stop(message, nowUs);
    else this.#announce(message, clock, nowUs);
  }

  #announce(announcement: Announcement, clock: ClockReading, nowUs: MonoUs): void {
    const { id, type, class: bulletinClass, title } = announcement;
    const known = this.book.find(id);
    if (known !== undefined) {
      if (known.ending !== undefined) return this.refuse('session.over', nowUs);
      if (!known.isSameStream(announcement)) return this.refuse('session.changed', nowUs);
      return known.renew(announcement.leaseUs, nowUs);
    }
    if (this.book.hasEnded(id)) return this.refuse('session.over', nowUs);
    if (this.#parts.killSwitch.isThrown) return this.refuse('switch.thrown', nowUs);
    if (this.book.isFull && !this.#makeRoom(announcement))
      return this.refuse('session.full', nowUs);
    const { config, decoder, effects } = this.#parts;
    const parts = { playout: config.playout, decoder, clock, arrivalLeadUs: this.#arrivalLeadUs };
    this.book.add(new Session(announcement, parts, nowUs));
    effects.log('info', 'announcement.accepted', { id, type, class: bulletinClass, title });
    if (!clock.trusted)
      effects.log('warn', 'time.unknown', { id, plays: 'by arrival, not in step' });
  }

  #stop(stop: Stop, nowUs: MonoUs): void {
    const session = this.book.find(stop.id);
    if (session === undefined) return this.refuse('session.unknown', nowUs);
    session.end('stopped', stop.issuer);
  }

  /** Ends whom everybody else goes before, if the one that comes does too. */
  #makeRoom(announcement: Announcement): boolean {
    const least = leastOf(this.book.all, announcement, this.#parts.config.issuerOrder);
    least?.end('displaced');
    return least !== undefined;
  }

  /** Counts it, and says so in the log now and then. */
  refuse(code: RefusalCode, nowUs: MonoUs, detail?: string): void {
    const times = this.refusals.note(code, nowUs);
    if (times === undefined) return;
    this.#parts.effects.log('warn', 'refused', {
      code,
      times,
      ...(detail === undefined ? {} : { detail }),
    });
  }
}
