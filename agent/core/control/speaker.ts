/**
 * The one loudspeaker: amplifier, sound card, and the one session that owns them. Who ought to own it is decided
 * elsewhere (`arbitration.ts`); how ownership passes on without a click or a cold word is decided here.
 *
 *      owner    A A A A A A |fade| B B B B B B |fade|
 *      card   __open_____________________________________close__
 *      line   ____|‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾hold‾‾|____
 */
import type { Effect } from '../effect.ts';
import { LIMITS } from '../limits.ts';
import type { AmplifierConfig } from '../receiver-config.ts';
import { monoOf, utcOf, type ClockReading } from '../time/clock-reading.ts';
import {
  NEVER,
  US_PER_MS,
  US_PER_S,
  after,
  monoUs,
  usToSamples,
  type MonoUs,
  type RelayName,
} from '../vocabulary.ts';
import { Amplifier, type AmplifierEvent, type AmplifierState } from './amplifier.ts';
import type { Session } from './session.ts';

/** Contacts of the line relay are closed, and have stopped bouncing, this long after the command. */
export const LINE_SETTLE_US = 100 * US_PER_MS;
/** A card or relay that failed is tried again after this. */
const RETRY_US = US_PER_S;
/** A player is asked for sound this early: amplifier commanded, card opened, buffer filled. */
const MARGIN_US = 400 * US_PER_MS;

type Emit = (effect: Effect) => void;

export class Speaker {
  readonly #amplifier: Amplifier;
  readonly #emit: Emit;
  readonly #prepareUs: number;
  #owner: Session | undefined;
  #fadingSinceUs: MonoUs = NEVER;
  /** Last sound of whoever owned it: the amplifier is not released before. */
  #quietAtUs: MonoUs;
  #sink: 'closed' | 'opening' | 'open' = 'closed';
  #openAgainAtUs: MonoUs;
  #relayAgainAtUs: MonoUs = NEVER;
  sinkFailures = 0;
  xruns = 0;

  constructor(config: AmplifierConfig, nowUs: MonoUs, emit: Emit) {
    this.#amplifier = new Amplifier(config, nowUs);
    this.#prepareUs = config.warmUpUs + LINE_SETTLE_US + MARGIN_US;
    this.#quietAtUs = nowUs;
    this.#openAgainAtUs = nowUs;
    this.#emit = emit;
  }

  get owner(): Session | undefined {
    return this.#owner;
  }

  get amplifierState(): AmplifierState {
    return this.#amplifier.state;
  }

  get relays(): Readonly<Record<RelayName, boolean>> {
    return this.#amplifier.relays;
  }

  get isSinkOpen(): boolean {
    return this.#sink === 'open';
  }

  /** Nothing sounds and nothing is switched on. */
  get isAtRest(): boolean {
    const { supply, line } = this.relays;
    return this.#owner === undefined && !supply && !line && this.#sink === 'closed';
  }

  /** When a session must be given the speaker, so that its first sample is not cut. */
  wantedFromUs(session: Session, clock: ClockReading): MonoUs {
    return after(monoOf(clock, session.soundAt), -this.#prepareUs);
  }

  get nextWakeUs(): MonoUs {
    const fadeEndUs = after(this.#fadingSinceUs, LIMITS.fadeOutUsMax);
    const isDraining = this.#owner === undefined && this.#amplifier.readyAtUs !== NEVER;
    const quietAtUs = isDraining && this.#amplifier.state !== 'holding' ? this.#quietAtUs : NEVER;
    const openAtUs = this.#owner !== undefined && this.#sink === 'closed' ? this.#openAgainAtUs : NEVER;
    return monoUs(
      Math.min(fadeEndUs, quietAtUs, openAtUs, this.#relayAgainAtUs, this.#amplifier.nextWakeUs),
    );
  }

  sinkOpened(): void {
    if (this.#sink === 'opening') this.#sink = 'open';
  }

  sinkFailed(nowUs: MonoUs): void {
    if (this.#sink === 'closed') return;
    this.sinkFailures += 1;
    this.#owner?.player.interrupt();
    this.#openAgainAtUs = after(nowUs, RETRY_US);
    this.#closeSink();
  }

  xrun(times: number): void {
    this.xruns = times;
    this.#owner?.player.interrupt();
  }

  /** The bank could not switch: everything is commanded again, as it ought to be, in a second. */
  relayFailed(nowUs: MonoUs): void {
    this.#relayAgainAtUs = after(nowUs, RETRY_US);
  }

  /** Both relays off, whatever was commanded before: first thing at boot. */
  commandAll(): void {
    for (const relay of ['line', 'supply'] as const) this.#switch(relay, this.relays[relay]);
  }

  /** Moves the speaker towards `wanted`. `isHurried` lets the amplifier go without holding. */
  settle(wanted: Session | undefined, clock: ClockReading, nowUs: MonoUs, isHurried: boolean): void {
    if (nowUs >= this.#relayAgainAtUs) {
      this.#relayAgainAtUs = NEVER;
      this.commandAll();
    }
    if (this.#owner !== wanted) this.#letGo(clock, nowUs);
    if (this.#owner === undefined && wanted !== undefined) this.#take(wanted);
    if (this.#owner !== undefined) {
      const isUrgent = this.#owner.announcement.class === 'emergency';
      this.#drive(isUrgent ? 'urge' : 'want', nowUs);
      this.#openSink(nowUs);
    } else if (nowUs >= this.#quietAtUs || this.#sink !== 'open') {
      this.#drive(isHurried ? 'cut' : 'release', nowUs);
    }
    this.#drive('time', nowUs);
    const { supply, line } = this.relays;
    if (!supply && !line && this.#owner === undefined && this.#sink !== 'closed') this.#closeSink();
  }

  /** Sound for the samples whose first leaves the card at `dacUs`: nothing before the amplifier can carry it. */
  render(dacUs: MonoUs, pcm: Int16Array, clock: ClockReading): void {
    const readyUs = after(this.#amplifier.readyAtUs, LINE_SETTLE_US);
    const coldSamples = Math.min(pcm.length, Math.max(0, Math.ceil(usToSamples(readyUs - dacUs))));
    pcm.fill(0, 0, coldSamples);
    if (coldSamples === pcm.length) return;
    const warm = pcm.subarray(coldSamples);
    if (this.#owner === undefined) {
      warm.fill(0);
      return;
    }
    const warmUs = after(dacUs, (coldSamples * 1_000) / 48);
    this.#owner.player.render(utcOf(clock, warmUs), warm);
  }

  #take(session: Session): void {
    this.#owner = session;
    session.player.fadeIn();
  }

  /** Fades the owner out, and has none once it is quiet or has had its time. */
  #letGo(clock: ClockReading, nowUs: MonoUs): void {
    const player = this.#owner?.player;
    if (player === undefined) return;
    player.fadeOut();
    if (this.#fadingSinceUs === NEVER) this.#fadingSinceUs = nowUs;
    const isOver = nowUs - this.#fadingSinceUs >= LIMITS.fadeOutUsMax || this.#sink !== 'open';
    if (!player.isQuiet && !isOver) return;
    const quietUs = player.quietAt === undefined ? nowUs : monoOf(clock, player.quietAt);
    // A clock that was set meanwhile must not hold the amplifier.
    this.#quietAtUs = monoUs(Math.min(quietUs, nowUs + LIMITS.sinkBufferUsMax));
    this.#fadingSinceUs = NEVER;
    this.#owner = undefined;
  }

  #drive(event: AmplifierEvent, nowUs: MonoUs): void {
    for (const [relay, on] of this.#amplifier.handle(event, nowUs)) this.#switch(relay, on);
  }

  #switch(relay: RelayName, on: boolean): void {
    this.#emit({ do: 'relay', relay, on });
  }

  #openSink(nowUs: MonoUs): void {
    if (this.#sink !== 'closed' || nowUs < this.#openAgainAtUs) return;
    this.#sink = 'opening';
    this.#emit({ do: 'open-sink' });
  }

  #closeSink(): void {
    this.#sink = 'closed';
    this.#emit({ do: 'close-sink' });
  }
}
