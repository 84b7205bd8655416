/** One announcement that this box has accepted: its lease, its player, and how far it has got. It does not own the speaker. */
import type { Ed25519 } from '../ed25519.ts';
import { LIMITS } from '../limits.ts';
import { Player } from '../playout/player.ts';
import type { OpusDecoder } from '../playout/opus-decoder.ts';
import { leadUs, surroundOf } from '../playout/tone/surround.ts';
import { Timeline } from '../playout/timeline.ts';
import type { PlayoutConfig } from '../receiver-config.ts';
import type { RefusalCode } from '../refusal.ts';
import type { ClockReading } from '../time/clock-reading.ts';
import type { Authority } from '../trust/belief.ts';
import { pathText } from '../trust/overrule.ts';
import { NEVER, after, type MonoUs } from '../vocabulary.ts';
import type { SignedBundle } from '../wire/bundle.ts';
import type { Announcement } from '../wire/control-message.ts';
import type { AmplifierProof, EndReason } from '../wire/report.ts';
import type { Claim } from './precedence.ts';

export interface SessionParts {
  readonly by: Authority;
  readonly playout: PlayoutConfig;
  readonly decoder: OpusDecoder;
  readonly clock: ClockReading;
  /** From the arrival of the first frame to its sound, where the box does not know the time. */
  readonly arrivalLeadUs: number;
}

export class Session {
  readonly announcement: Announcement;
  /** By what right it is heard. */
  readonly by: Authority;
  /** Who speaks, by the names from the root down. */
  readonly path: string;
  readonly player: Player;
  /** What is known of the amplifier while it had the speaker. */
  amplifier: AmplifierProof = 'none';
  readonly #timeline: Timeline;
  readonly #arrivalLeadUs: number;
  #ending: EndReason | undefined;
  #endedBy: string | undefined;
  #leaseUntilUs: MonoUs;
  #isDormant = false;
  readonly #leadUs: number;

  constructor(announcement: Announcement, parts: SessionParts, nowUs: MonoUs) {
    const { playout, decoder, clock } = parts;
    this.announcement = announcement;
    this.by = parts.by;
    this.path = pathText(parts.by.chain);
    this.#timeline = new Timeline(announcement.startAt, clock);
    this.#arrivalLeadUs = parts.arrivalLeadUs;
    const surround = surroundOf(announcement, playout.chimeBefore);
    this.#leadUs = leadUs(surround);
    this.#leaseUntilUs = after(nowUs, announcement.leaseUs);
    this.player = new Player({
      startAt: announcement.startAt,
      gainDb: gainDbOf(announcement, playout),
      surround,
      decoder,
    });
  }

  /** What it brings to a clash with another. */
  get claim(): Claim {
    const { class: bulletinClass, kind } = this.announcement;
    return { class: bulletinClass, kind, path: this.path };
  }

  /** Why it ends, once it does. */
  get ending(): EndReason | undefined {
    return this.#ending;
  }

  /** Who wanted it to end; undefined where nobody did. */
  get endedBy(): string | undefined {
    return this.#endedBy;
  }

  /** Nothing has come for so long that the speaker was given back; the next bundle wakes it. */
  get isDormant(): boolean {
    return this.#isDormant;
  }

  get leaseUntilUs(): MonoUs {
    return this.#leaseUntilUs;
  }

  /** It is heard when the head-end said, and so with every box that knows the time. */
  get isInPlace(): boolean {
    return this.#timeline.isInPlace;
  }

  /** Something of it has left for the horn. */
  get hasSounded(): boolean {
    return this.player.quietAt !== undefined;
  }

  /** When the first of it sounds, be it a chime or a tone; NEVER while it has no place in time. */
  get soundAtUs(): MonoUs {
    return after(this.#timeline.monoOf(this.announcement.startAt), -this.#leadUs);
  }

  /** When the last of it is past, heard or not; NEVER while its length is not known. */
  get overAtUs(): MonoUs {
    const { endAt } = this.player;
    return endAt === undefined ? NEVER : this.#timeline.monoOf(endAt);
  }

  /** When its last sound left the horn, or will; undefined where there was none. */
  get quietAtUs(): MonoUs | undefined {
    const { quietAt } = this.player;
    return quietAt === undefined ? undefined : this.#timeline.monoOf(quietAt);
  }

  /** The box has another reading of the clock. */
  follow(clock: ClockReading): void {
    this.#timeline.follow(clock);
  }

  /** The box is louder or softer from now on. */
  tune(playout: PlayoutConfig): void {
    this.player.gain(gainDbOf(this.announcement, playout));
  }

  /** How many of the next `most` samples, from `dacUs` on, are in hand. */
  readySamples(dacUs: MonoUs, most: number): number {
    return this.player.readySamples(this.#timeline.utcOf(dacUs), most);
  }

  /** For how long from `dacUs` on it has anything to play, in samples; Infinity while its length is not known. */
  leftSamples(dacUs: MonoUs): number {
    return this.player.leftSamples(this.#timeline.utcOf(dacUs));
  }

  /** Writes the samples whose first leaves the card at `dacUs`. Answers how many until it had played out. */
  render(dacUs: MonoUs, pcm: Int16Array): number {
    return this.player.render(this.#timeline.utcOf(dacUs), pcm);
  }

  /** Whether a later message speaks of the very same stream. */
  isSameStream(announcement: Announcement): boolean {
    const { streamId, streamKey, startAt } = this.announcement;
    return (
      streamId === announcement.streamId &&
      startAt === announcement.startAt &&
      streamKey.every((byte, index) => byte === announcement.streamKey[index])
    );
  }

  renew(leaseUs: number, nowUs: MonoUs): void {
    this.#leaseUntilUs = after(nowUs, leaseUs);
  }

  /** The first reason holds. `by` is who wanted it, where somebody did. */
  end(why: EndReason, by?: string): void {
    if (this.#ending !== undefined) return;
    this.#ending = why;
    this.#endedBy = by;
  }

  sleep(): void {
    this.#isDormant = true;
  }

  /** Takes the whole of a stream that the box has itself. */
  load(packets: readonly Uint8Array[], nowUs: MonoUs): void {
    this.player.endsAt(packets.length);
    this.#timeline.arrive(0, nowUs, this.#arrivalLeadUs);
    const nowAt = this.#timeline.utcOf(nowUs);
    for (const [frame, packet] of packets.entries()) this.player.insert(frame, packet, nowAt);
  }

  /** Takes a bundle of this stream; answers why it was of no use, if it was not. Frames that are of use are kept either way. */
  hear(bundle: SignedBundle, ed25519: Ed25519, nowUs: MonoUs): RefusalCode | undefined {
    const { streamKey } = this.announcement;
    if (!ed25519.verify(streamKey, bundle.signed, bundle.signature)) return 'bundle.signature';
    const end = bundle.sequence + bundle.packets.length;
    if (this.player.endFrame !== undefined && end > this.player.endFrame) return 'bundle.after-end';
    if (bundle.last) this.player.endsAt(end);

    if (bundle.packets.length > 0) {
      this.#timeline.arrive(bundle.sequence, nowUs, this.#arrivalLeadUs);
    }
    const nowAt = this.#timeline.utcOf(nowUs);
    let isUseful = bundle.packets.length === 0;
    let worst: RefusalCode | undefined;
    bundle.packets.forEach((packet, index) => {
      const inserted = this.player.insert(bundle.sequence + index, packet, nowAt);
      if (inserted === 'stored') isUseful = true;
      else worst = `bundle.${inserted}`;
    });
    if (!isUseful) return worst;
    if (bundle.packets.length > 0) this.#isDormant = false;
    return undefined;
  }

  /** It has given nothing to play for long, and has nothing in hand: what waits for its time is not nothing. */
  get #isStarved(): boolean {
    const { starvedUs, bufferFrames } = this.player;
    return starvedUs >= LIMITS.streamSilenceUsMax && bufferFrames === 0;
  }

  /** It has played out, or has nothing to play: `advance` may end it, or put it to sleep. */
  get isToAdvance(): boolean {
    return this.player.hasPlayedOut || this.player.starvedUs > 0;
  }

  /** Moves on with time alone. `isOnAir` says that the player is being rendered. */
  advance(nowUs: MonoUs, isOnAir: boolean): void {
    if (this.player.hasPlayedOut || nowUs >= this.overAtUs) this.end('complete');
    else if (nowUs >= this.#leaseUntilUs) this.end(this.#isDormant ? 'stalled' : 'lease');
    else if (isOnAir && this.#isStarved) this.sleep();
  }
}

/** Whatever an announcement and a volume ask for together: never past the box's cap. */
const gainDbOf = ({ gainDb }: Announcement, { gainDbMax, volumeDb }: PlayoutConfig): number =>
  Math.min(gainDb + volumeDb, gainDbMax);
