/**
 * What the card is given: nothing before the amplifier can carry it, then the owner of the speaker, from its end on the heir, and a ramp
 * where it is broken off. It knows how much of that is in hand, and never who ought to own the speaker.
 */
import { LINE_SETTLE_US } from '../amplifier/preparation.ts';
import { Attenuator } from '../playout/attenuator.ts';
import { BreakOff } from '../playout/break-off.ts';
import { RAMP_SAMPLES } from '../playout/frame-reader.ts';
import { NEVER, after, samplesToUs, usToSamples, type MonoUs } from '../vocabulary.ts';
import type { Session } from './session.ts';

/** Who has the speaker, as the feed sees it. */
export interface OnAir {
  readonly owner: Session | undefined;
  /** Owns it from the sample on at which the owner has played out: in the midst of what the card is being given, where that is so. */
  readonly heir: Session | undefined;
  /** The owner is on its way to silence. */
  readonly isFading: boolean;
  /** From when on the amplifier is warm; NEVER where nobody knows. */
  readonly warmFromUs: MonoUs;
  /** From then on somebody else may have the speaker: what the card holds for later would be in the way. NEVER: nobody. */
  readonly nextSoundUs: MonoUs;
  /** The owner has played out: the heir has it now. */
  passOn(heir: Session, nowUs: MonoUs): void;
}

export class CardFeed {
  readonly #onAir: OnAir;
  readonly #attenuator = new Attenuator();
  readonly #broken = new BreakOff();
  /** The card has been given what the amplifier can carry: were it held back again, the hole would be heard. */
  #isFlowing = false;
  /** When the last sample given to the card leaves it; undefined where it was given none since it was opened. */
  #filledUntilUs: MonoUs | undefined;
  /** When the last sample that is not silence leaves it, or left it. */
  #soundUntilUs: MonoUs | undefined;
  #isUnsettled = false;

  constructor(onAir: OnAir) {
    this.#onAir = onAir;
  }

  /** When the last sample given to the card leaves it; undefined where it was given none since it was opened. */
  get filledUntilUs(): MonoUs | undefined {
    return this.#filledUntilUs;
  }

  /** When what sounds of all that the card was given has left it, by the clock of the card, however the world's is set meanwhile. */
  get soundUntilUs(): MonoUs | undefined {
    return this.#soundUntilUs;
  }

  /** What was rendered since the last settling may have changed who owns the speaker. */
  get isUnsettled(): boolean {
    return this.#isUnsettled;
  }

  settled(): void {
    this.#isUnsettled = false;
  }

  attenuate(db: number): void {
    this.#attenuator.attenuate(db);
  }

  /**
   * How many of the next `most` samples, from `dacUs` on, the card may be given before it needs them: those that are in hand, and that
   * nobody will take the place of.
   */
  readySamples(dacUs: MonoUs, most: number): number {
    const { owner, nextSoundUs, warmFromUs } = this.#onAir;
    if (this.#broken.isUnderWay) return this.#broken.soundingSamples(most);
    if (owner === undefined) return 0;
    // Whoever has it until then fades out by then.
    const unclaimed = Math.floor(usToSamples(nextSoundUs - dacUs)) - RAMP_SAMPLES;
    const mine = Math.max(0, Math.min(most, unclaimed));
    const cold = this.#coldSamples(dacUs, mine);
    // When it will be warm is not known yet: what is silence now may be sound by the time it is needed.
    if (cold > 0 && warmFromUs === NEVER) return 0;
    return cold + this.#readyInTurn(owner, after(dacUs, samplesToUs(cold)), mine - cold);
  }

  /** Sound for the samples whose first leaves the card at `dacUs`. */
  render(dacUs: MonoUs, pcm: Int16Array): void {
    this.#filledUntilUs = after(dacUs, samplesToUs(pcm.length));
    if (this.#broken.isUnderWay) {
      this.#renderBroken(dacUs, pcm);
      return;
    }
    const coldSamples = this.#coldSamples(dacUs, pcm.length);
    pcm.fill(0, 0, coldSamples);
    if (coldSamples === pcm.length) return;
    this.#isFlowing = true;
    const warm = pcm.subarray(coldSamples);
    const { owner } = this.#onAir;
    if (owner === undefined) warm.fill(0);
    else this.#renderInTurn(owner, after(dacUs, samplesToUs(coldSamples)), warm);
    this.#attenuator.apply(warm);
  }

  /** Cut off in mid-word, by a ramp where the card has sound. */
  breakOff(): void {
    if (this.#isFlowing && this.#onAir.owner !== undefined) this.#broken.begin();
    else this.cutShort();
  }

  /** What comes once the amplifier is warm again begins with a ramp. */
  cutShort(): void {
    this.#broken.drop();
    this.#isFlowing = false;
    this.#onAir.owner?.player.interrupt();
  }

  /** The line is open: what comes next waits for its contacts. */
  holdBack(): void {
    this.#isFlowing = false;
  }

  /** The card is closed. */
  close(): void {
    this.#isFlowing = false;
    this.#broken.drop();
    this.#filledUntilUs = undefined;
  }

  #readyInTurn(owner: Session, dacUs: MonoUs, most: number): number {
    const { heir } = this.#onAir;
    const left = heir === undefined ? most : Math.min(most, Math.ceil(owner.leftSamples(dacUs)));
    const ready = owner.readySamples(dacUs, left);
    if (heir === undefined || ready < left) return ready;
    return ready + heir.readySamples(after(dacUs, samplesToUs(ready)), most - ready);
  }

  /** The owner, and from its end on whoever comes after it: the next settling would be too late for its first words. */
  #renderInTurn(owner: Session, dacUs: MonoUs, pcm: Int16Array): void {
    const hadSounded = owner.hasSounded;
    const playedSamples = this.#play(owner, dacUs, pcm);
    const { heir, isFading } = this.#onAir;
    this.#isUnsettled ||= isFading || owner.isToAdvance || hadSounded !== owner.hasSounded;
    if (playedSamples === pcm.length || heir === undefined) return;
    this.#onAir.passOn(heir, dacUs);
    this.#play(heir, after(dacUs, samplesToUs(playedSamples)), pcm.subarray(playedSamples));
  }

  /** Answers how many samples until it had played out. */
  #play(session: Session, dacUs: MonoUs, pcm: Int16Array): number {
    const playedSamples = session.render(dacUs, pcm);
    const { quietAtUs } = session;
    // What it says of sound before this is by a clock that may have been set since.
    if (quietAtUs !== undefined && quietAtUs > dacUs) this.#soundUntilUs = quietAtUs;
    return playedSamples;
  }

  /** The way down of what was cut off in mid-word, and silence. */
  #renderBroken(dacUs: MonoUs, pcm: Int16Array): void {
    const { owner } = this.#onAir;
    const sounding = pcm.subarray(0, this.#broken.soundingSamples(pcm.length));
    pcm.fill(0, sounding.length);
    if (owner === undefined) this.#broken.drop();
    if (owner !== undefined) this.#play(owner, dacUs, sounding);
    this.#attenuator.apply(sounding);
    this.#broken.apply(sounding);
    this.#isUnsettled = true;
    if (!this.#broken.isUnderWay) this.cutShort();
  }

  /** How many of `most` samples leave the card before the amplifier can carry them. */
  #coldSamples(dacUs: MonoUs, most: number): number {
    if (this.#isFlowing) return 0;
    const readyUs = after(this.#onAir.warmFromUs, LINE_SETTLE_US);
    return Math.min(most, Math.max(0, Math.ceil(usToSamples(readyUs - dacUs))));
  }
}
