/**
 * What becomes of a message from the commune's channel: refused by a counted code, or believed and written into the
 * session book. It decides who is heard, never when or how loud.
 */
import type { Ed25519 } from '../ed25519.ts';
import type { EffectQueue } from '../effect-queue.ts';
import type { Input } from '../input.ts';
import { prepareUs } from '../amplifier/preparation.ts';
import { chime } from '../playout/tone/chime.ts';
import { leadUs, surroundOf } from '../playout/tone/surround.ts';
import { marker } from '../playout/tone/marker.ts';
import type { OpusDecoder } from '../playout/opus-decoder.ts';
import type { ReceiverConfig } from '../receiver-config.ts';
import type { Decoded, RefusalCode } from '../refusal.ts';
import type { Tuning } from '../remote/tuning.ts';
import { utcOf, type ClockReading } from '../time/clock-reading.ts';
import type { Believed } from '../trust/belief.ts';
import { BoxTrust, type StoredTrust } from '../trust/box-trust.ts';
import { mayOverrule, pathText } from '../trust/overrule.ts';
import type { BelievedOrder, Order } from '../trust/order-belief.ts';
import type { Moment } from '../trust/standing.ts';
import { US_PER_S, type MonoUs, type UtcUs } from '../vocabulary.ts';
import type { ProofAck } from '../wire/proof/proof-ack.ts';
import type { TrustReport } from '../wire/report.ts';
import { decodeBundle } from '../wire/bundle.ts';
import type { Announcement, Stop } from '../wire/control-message.ts';
import { areaAndAncestors, parseAreaTopic, type AreaTopic } from '../wire/topic.ts';
import { leastOf } from './arbitration.ts';
import type { KillSwitch } from './kill-switch.ts';
import type { Claim } from './precedence.ts';
import { LOCAL_AUTHORITY, localTest } from './local-test.ts';
import { RefusalLedger } from '../report/refusal-ledger.ts';
import { SessionBook } from './session-book.ts';
import { Session } from './session.ts';
import type { StopMemory } from './stop-memory.ts';

/** The usual group delay. */
const ARRIVAL_LEAD_US_MIN = 1_200_000;

type Message = Extract<Input, { on: 'message' }>;
type TestInput = Extract<Input, { on: 'test-sound' }>;
/** What of a test decides about the tones around it. */
const TEST = { class: 'normal', kind: 'test' } as const;

export interface HearingParts {
  readonly config: ReceiverConfig;
  readonly ed25519: Ed25519;
  readonly decoder: OpusDecoder;
  readonly effects: EffectQueue;
  readonly killSwitch: Pick<KillSwitch, 'isThrown'>;
  readonly stops: StopMemory;
  readonly tuning: Pick<Tuning, 'playout' | 'issuerOrder'>;
  readonly trust: StoredTrust;
  /** When the box started. */
  readonly nowUs: MonoUs;
  /** The last time that was trusted, for messages that come while the time is not known. */
  readonly lastTrustedAt: () => UtcUs | undefined;
  /** Makes it durable, before anything is done about the message. */
  readonly store: (trust: StoredTrust) => void;
  /** Makes it durable within minutes, with whatever else is: no power cut can make more of it than a renewal. */
  readonly carry: (trust: StoredTrust, nowUs: MonoUs) => void;
}

export class Hearing {
  readonly book = new SessionBook();
  readonly refusals = new RefusalLedger();
  readonly #parts: HearingParts;
  readonly #areas: ReadonlySet<string>;
  /** Long enough for the amplifier, and for as much of a stall as boxes in step outlast. */
  readonly #arrivalLeadUs: number;
  #lastTopic: { readonly text: string; readonly read: Decoded<AreaTopic> } | undefined;
  readonly #trust: BoxTrust;
  /** The last of whoever was not believed, until somebody is. */
  #disbelieved: { readonly code: RefusalCode; readonly atUs: MonoUs } | undefined;

  constructor(parts: HearingParts) {
    this.#parts = parts;
    this.#areas = new Set(areaAndAncestors(parts.config.area));
    this.#trust = new BoxTrust(parts.config.roots, parts.trust, parts.ed25519);
    // Now, and not when the card is waiting for an announcement.
    chime();
    marker();
    this.#arrivalLeadUs = Math.max(ARRIVAL_LEAD_US_MIN, prepareUs(parts.config.amplifier));
  }

  /** For whoever looks at the box. */
  refusedAt(nowUs: MonoUs): { readonly code: RefusalCode; readonly agoS: number } | null {
    if (this.#disbelieved === undefined) return null;
    const { code, atUs } = this.#disbelieved;
    return { code, agoS: Math.floor((nowUs - atUs) / US_PER_S) };
  }

  /** Whom the box believes, for whoever looks at it. */
  get trust(): TrustReport {
    return this.#trust.report;
  }

  hear(message: Message, clock: ClockReading, nowUs: MonoUs): void {
    const topic = this.#topicOf(message.topic);
    if (!topic.ok) return this.refuse(topic.code, nowUs);
    const { channel, area } = topic.value;
    if (!this.#areas.has(area)) return this.refuse('topic.not-ours', nowUs, area);
    if (channel === 'trust') return this.#hearTrust(message.payload, nowUs);
    if (message.retained) return this.refuse(`retained.${channel}`, nowUs);
    if (channel === 'audio') this.#hearBundle(message.payload, nowUs);
    else this.#hearControl(message.payload, area, clock, nowUs);
  }

  /** Bundle after bundle comes on one topic. */
  #topicOf(text: string): Decoded<AreaTopic> {
    if (this.#lastTopic?.text !== text) this.#lastTopic = { text, read: parseAreaTopic(text) };
    return this.#lastTopic.read;
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

  /** Whether somebody with authority over this box says that its proof is held. */
  believeAck(payload: Uint8Array, clock: ClockReading, nowUs: MonoUs): Decoded<ProofAck> {
    return this.#trust.believeAck(payload, this.#parts.config, this.momentOf(clock, nowUs));
  }

  /** An order to this box alone, where it is by somebody who may speak for its area. */
  believeOrder<T extends Order>(
    payload: Uint8Array,
    kind: 'command' | 'desired',
    decode: (json: Readonly<Record<string, unknown>>) => Decoded<T>,
    moment: Moment,
  ): Decoded<BelievedOrder<T>> {
    return this.#trust.believeOrder(payload, kind, decode, this.#parts.config, moment);
  }

  momentOf(clock: ClockReading, nowUs: MonoUs): Moment {
    const lastTrustedAt = this.#parts.lastTrustedAt();
    const startedAt = utcOf(clock, this.#parts.nowUs);
    return {
      nowAt: utcOf(clock, nowUs),
      isTrusted: clock.trusted,
      ...(clock.isAdrift === true && { adriftUs: clock.errorUs }),
      lastTrustedAt,
      startedAt,
    };
  }

  #hearControl(payload: Uint8Array, area: string, clock: ClockReading, nowUs: MonoUs): void {
    const moment = this.momentOf(clock, nowUs);
    const believed = this.#trust.believe(payload, area, moment);
    if (!believed.ok) {
      this.#disbelieved = { code: believed.code, atUs: nowUs };
      return this.refuse(believed.code, nowUs, believed.detail);
    }
    this.#disbelieved = undefined;
    this.#trust.accept(believed.value, moment);
    const { message, speaker } = believed.value;
    const isRenewal = message.type !== 'stop' && this.#isHeld(message, speaker);
    if (isRenewal) this.#parts.carry(this.#trust.stored, nowUs);
    else this.#parts.store(this.#trust.stored);
    if (message.type === 'stop') this.#stop({ ...believed.value, message }, nowUs);
    else this.#announce({ ...believed.value, message }, clock, nowUs);
  }

  /** Whether it says again what this box has believed, and stored, of the same speaker. */
  #isHeld(announcement: Announcement, speaker: string): boolean {
    const known = this.book.find(announcement.id);
    return (
      known?.ending === undefined &&
      known?.by.speaker === speaker &&
      known.isSameStream(announcement)
    );
  }

  /** What the roots say holds at once: whoever is revoked falls silent in the middle of a word. */
  #hearTrust(payload: Uint8Array, nowUs: MonoUs): void {
    const { isNews, refusals } = this.#trust.hear(payload);
    for (const { code, detail } of refusals) this.refuse(code, nowUs, detail);
    if (!isNews) return;
    this.#parts.store(this.#trust.stored);
    this.#parts.effects.log('info', 'trust.changed', { revocations: this.#trust.revocations });
    for (const session of this.book.all) {
      const isOurs = session.by === LOCAL_AUTHORITY;
      if (!isOurs && !this.#trust.holds(session.by.chain)) session.end('revoked');
    }
  }

  /** Plays a test programme of the box's own. */
  test({ id, test, by: wish, packets }: TestInput, clock: ClockReading, nowUs: MonoUs): void {
    if (this.#parts.killSwitch.isThrown) return this.refuse('switch.thrown', nowUs);
    if (this.book.isFull) return this.refuse('session.full', nowUs);
    const { config, tuning, decoder, effects } = this.#parts;
    const arrivalLeadUs = this.#arrivalLeadUs + leadUs(surroundOf(TEST, []));
    const { area } = config;
    const nowAt = utcOf(clock, nowUs);
    const announcement = localTest({ id, test, by: wish, area, nowAt, leadUs: arrivalLeadUs });
    const by = LOCAL_AUTHORITY;
    const parts = { playout: tuning.playout, by, decoder, clock, arrivalLeadUs };
    const session = new Session(announcement, parts, nowUs);
    session.load(packets, nowUs);
    this.book.add(session);
    effects.log('info', 'announcement.accepted', {
      id,
      title: announcement.title,
      issuer: wish,
    });
  }

  #announce(by: Believed<Announcement>, clock: ClockReading, nowUs: MonoUs): void {
    const { message: announcement, speaker, chain } = by;
    const { id, type, sequence, class: bulletinClass, kind, title } = announcement;
    const known = this.book.find(id);
    if (known !== undefined) {
      if (known.by.speaker !== speaker) return this.refuse('session.authority', nowUs);
      if (known.ending !== undefined) return this.refuse('session.over', nowUs);
      if (!known.isSameStream(announcement)) return this.refuse('session.changed', nowUs);
      return known.renew(announcement.leaseUs, nowUs);
    }
    const path = pathText(chain);
    const { stops } = this.#parts;
    if (this.book.hasEnded(id) || stops.holds(id, path)) return this.refuse('session.over', nowUs);
    if (this.#parts.killSwitch.isThrown) return this.refuse('switch.thrown', nowUs);
    if (this.book.isFull && !this.#makeRoom({ class: bulletinClass, kind, path }))
      return this.refuse('session.full', nowUs);
    const { tuning, decoder, effects } = this.#parts;
    const arrivalLeadUs = this.#arrivalLeadUs;
    const parts = { playout: tuning.playout, by, decoder, clock, arrivalLeadUs };
    this.book.add(new Session(announcement, parts, nowUs));
    const accepted = { id, type, sequence, class: bulletinClass, title, issuer: path };
    effects.log('info', 'announcement.accepted', accepted);
    if (!clock.trusted)
      effects.log('warn', 'time.unknown', { id, plays: 'by arrival, not in step' });
  }

  /** A stop is worth something before its announcement has come, and long after: a broker may hold back either. */
  #stop({ message: { id }, chain }: Believed<Stop>, nowUs: MonoUs): void {
    const by = pathText(chain);
    const session = this.book.find(id);
    if (session === undefined) {
      if (!this.book.hasEnded(id)) this.#parts.stops.remember([id], by);
      return this.refuse('session.unknown', nowUs);
    }
    if (!mayOverrule(by, session.path)) return this.refuse('session.authority', nowUs);
    session.end('stopped', by);
    if (by !== session.path) this.#parts.stops.remember([id], by);
  }

  /** Ends whom everybody else goes before, if the one that comes does too. */
  #makeRoom(newcomer: Claim): boolean {
    const least = leastOf(this.book.all, newcomer, this.#parts.tuning.issuerOrder);
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
