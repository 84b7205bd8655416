/**
 * The one loudspeaker: amplifier, sound card, and the one session that owns them. Who ought to own it is decided
 * elsewhere (`arbitration.ts`); how ownership passes on without a click or a cold word is decided here.
 *
 *      owner    A A A A A A |fade| B B B B B B |fade|
 *      card   __open_____________________________________close__
 *      line   ____|‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾hold‾‾|____
 */
import type { EffectQueue } from '../effect-queue.ts';
import { LIMITS } from '../limits.ts';
import type { AmplifierConfig } from '../receiver-config.ts';
import { NEVER, US_PER_S, after, monoUs, type MonoUs } from '../vocabulary.ts';
import type { Body } from '../body/body.ts';
import type { AmplifierChain } from '../amplifier/amplifier-chain.ts';
import { prepareUs } from '../amplifier/preparation.ts';
import type { Demand } from './arbitration.ts';
import { CardFeed, type OnAir } from './card-feed.ts';
import type { Session } from './session.ts';

/** A card that failed is tried again after this. */
const RETRY_US = US_PER_S;

export interface SpeakerParts {
  readonly amplifier: AmplifierChain;
  readonly body: Pick<Body, 'forbidsAmplifier' | 'attenuationDb'>;
  readonly config: AmplifierConfig;
  readonly effects: EffectQueue;
  readonly nowUs: MonoUs;
}

export class Speaker implements OnAir {
  readonly #amplifier: AmplifierChain;
  readonly #body: SpeakerParts['body'];
  readonly #feed: CardFeed;
  readonly #effects: EffectQueue;
  readonly #prepareUs: number;
  #owner: Session | undefined;
  #heir: Session | undefined;
  /** When an owner that fades out has had its time; NEVER while none does. */
  #fadeEndUs: MonoUs = NEVER;
  /** Last sound of whoever owned it: the amplifier is not released before. */
  #quietAtUs: MonoUs;
  #settledUs: MonoUs;
  #sink: 'closed' | 'opening' | 'open' = 'closed';
  #disagreements = 0;
  #openAgainAtUs: MonoUs;
  #supplyLosses = 0;
  #nextSoundUs: MonoUs = NEVER;
  /** The box forbids the amplifier to whoever owns it. */
  #isWithheld = false;
  sinkFailures = 0;
  xruns = 0;

  constructor({ amplifier, body, config, effects, nowUs }: SpeakerParts) {
    this.#amplifier = amplifier;
    this.#feed = new CardFeed(this);
    this.#body = body;
    this.#prepareUs = prepareUs(config);
    this.#quietAtUs = nowUs;
    this.#settledUs = nowUs;
    this.#openAgainAtUs = nowUs;
    this.#effects = effects;
  }

  get owner(): Session | undefined {
    return this.#owner;
  }

  get heir(): Session | undefined {
    return this.#heir;
  }

  get isFading(): boolean {
    return this.#fadeEndUs !== NEVER;
  }

  get warmFromUs(): MonoUs {
    return this.#amplifier.warmFromUs;
  }

  get nextSoundUs(): MonoUs {
    return this.#nextSoundUs;
  }

  passOn(heir: Session, nowUs: MonoUs): void {
    if (this.#owner !== undefined) this.#leave(nowUs);
    this.#heir = undefined;
    this.#take(heir);
  }

  /** What was rendered may have changed who owns the speaker: time to settle. */
  get isUnsettled(): boolean {
    return this.#feed.isUnsettled;
  }

  get isSinkOpen(): boolean {
    return this.#sink === 'open';
  }

  /** What is given to the card now is heard so much later; null while it is given nothing. */
  delayUsAt(nowUs: MonoUs): number | null {
    const { filledUntilUs } = this.#feed;
    return filledUntilUs === undefined ? null : Math.round(filledUntilUs - nowUs);
  }

  /** Nothing sounds and nothing is switched on. */
  get isAtRest(): boolean {
    const { supply, line } = this.#amplifier.relays;
    return this.#owner === undefined && !supply && !line && this.#sink === 'closed';
  }

  /** When a session must be given the speaker, so that its first sample is not cut. */
  wantedFromUs(session: Session): MonoUs {
    return after(session.soundAtUs, -this.#prepareUs);
  }

  get nextWakeUs(): MonoUs {
    const mustOpen = this.#owner !== undefined && this.#sink === 'closed' && !this.#isWithheld;
    return monoUs(
      Math.min(
        this.#fadeEndUs,
        this.#quietAtUs > this.#settledUs ? this.#quietAtUs : NEVER,
        mustOpen ? this.#openAgainAtUs : NEVER,
        this.#amplifier.nextWakeUs,
      ),
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

  /** The card ran dry: `times` since the start of the process. */
  xrun(times: number): void {
    if (this.#owner !== undefined) this.#owner.player.heard.xruns += times - this.xruns;
    this.xruns = times;
    this.#feed.cutShort();
  }

  /** Moves the speaker towards whom it is demanded by. */
  settle(demand: Demand, nowUs: MonoUs): void {
    this.#settledUs = nowUs;
    this.#feed.settled();
    this.#nextSoundUs = after(demand.nextFromUs, this.#prepareUs);
    this.#amplifier.settle(nowUs);
    if (this.#owner === demand.wanted) this.#keep();
    else this.#letGo(nowUs);
    if (this.#owner === undefined && demand.wanted !== undefined) this.#take(demand.wanted);
    if (this.#owner !== undefined) {
      const isUrgent = this.#owner.announcement.class === 'emergency';
      this.#isWithheld = this.#body.forbidsAmplifier(isUrgent);
      if (this.#isWithheld) this.#withhold(this.#owner, nowUs);
      else {
        this.#feed.attenuate(this.#body.attenuationDb(isUrgent));
        this.#amplifier.drive(isUrgent ? 'urge' : 'want', nowUs);
        this.#openSink(nowUs);
      }
    } else this.#release(demand, nowUs);
    this.#heir = this.#owner === demand.wanted && !this.#isWithheld ? demand.heir : undefined;
    this.#amplifier.drive('time', nowUs);
    this.#amplifier.look(nowUs);
    this.#prove();
    if (this.#supplyLosses !== this.#amplifier.supplyLosses) {
      this.#supplyLosses = this.#amplifier.supplyLosses;
      this.#feed.breakOff();
    }
    const { supply, line } = this.#amplifier.relays;
    if (!supply && !line && this.#owner === undefined && this.#sink !== 'closed') this.#closeSink();
  }

  /** How many of the next `most` samples, from `dacUs` on, the card may be given before it needs them. */
  readySamples(dacUs: MonoUs, most: number): number {
    return this.#feed.readySamples(dacUs, most);
  }

  /** Sound for the samples whose first leaves the card at `dacUs`: nothing before the amplifier can carry it. */
  render(dacUs: MonoUs, pcm: Int16Array): void {
    this.#feed.render(dacUs, pcm);
  }

  /** What is known of the amplifier while its owner has it, for the record of the owner: once failed, it has failed. */
  #prove(): void {
    const owner = this.#owner;
    const { disagreements, isConfirmed, relays, hasFailed } = this.#amplifier;
    const isDisobedient = disagreements > this.#disagreements;
    this.#disagreements = disagreements;
    if (owner === undefined || owner.amplifier === 'failed') return;
    if (hasFailed || isDisobedient) owner.amplifier = 'failed';
    else if (relays.line && isConfirmed) owner.amplifier = 'read-back';
  }

  #take(session: Session): void {
    this.#owner = session;
    if (session.amplifier === 'none') session.amplifier = 'commanded';
    session.player.fadeIn();
  }

  /** Wanted again before its fade was over: the owner stays. */
  #keep(): void {
    if (this.#fadeEndUs === NEVER) return;
    this.#fadeEndUs = NEVER;
    this.#owner?.player.fadeIn();
  }

  /** Fades the owner out, and has none once it is quiet or has had its time. */
  #letGo(nowUs: MonoUs): void {
    const owner = this.#owner;
    if (owner === undefined) return;
    const { player } = owner;
    player.fadeOut();
    if (this.#fadeEndUs === NEVER) this.#fadeEndUs = after(nowUs, LIMITS.fadeOutUsMax);
    if (!player.isQuiet) {
      if (nowUs < this.#fadeEndUs && this.#sink === 'open') return;
      player.interrupt();
    }
    this.#leave(nowUs);
  }

  /** What the card still holds of whoever had it before counts too. */
  #leave(nowUs: MonoUs): void {
    this.#quietAtUs = monoUs(Math.max(this.#quietAtUs, this.#feed.soundUntilUs ?? nowUs));
    this.#fadeEndUs = NEVER;
    this.#owner = undefined;
  }

  /** Nobody owns the speaker: the amplifier goes after the last sample, unless it could not be back for the next session. */
  #release(demand: Demand, nowUs: MonoUs): void {
    if (this.#body.forbidsAmplifier(true)) return this.#amplifier.drive('cut', nowUs);
    const isSoonWanted = demand.nextFromUs < this.#amplifier.restedFromUs(nowUs);
    if (isSoonWanted && this.#amplifier.relays.supply) this.#amplifier.drive('want', nowUs);
    else if (nowUs >= this.#quietAtUs || this.#sink !== 'open') {
      this.#amplifier.drive(demand.isHurried ? 'cut' : 'release', nowUs);
    }
    // Whoever wants it before it is off waits for its contacts.
    if (!this.#amplifier.relays.line) this.#feed.holdBack();
  }

  /** The amplifier must not be on: what is on the air goes on in silence, so that it is in its place when it may be again. */
  #withhold(owner: Session, nowUs: MonoUs): void {
    owner.amplifier = 'failed';
    const isOn = this.#amplifier.relays.supply;
    // One that rests, and is wanted, would be switched on once it has rested.
    this.#amplifier.drive('cut', nowUs);
    if (isOn) this.#feed.breakOff();
  }

  #openSink(nowUs: MonoUs): void {
    if (this.#sink !== 'closed' || nowUs < this.#openAgainAtUs) return;
    this.#sink = 'opening';
    this.#effects.push({ do: 'open-sink' });
  }

  #closeSink(): void {
    this.#sink = 'closed';
    this.#feed.close();
    this.#effects.push({ do: 'close-sink' });
  }
}
