/**
 * One announcement under way. Three things drive `step`: a frame of the source, a timer, the link coming back. It has sent what
 * is due by then, and sets the timer for the next thing that time alone brings.
 *
 *     announced ── first bundle ──> speaking ── last bundle ──> draining ── last frame has left the horns ──> over
 *         └──────────────┴──────── stop() ────────┴───────────────────────────────────────────────────────────┘
 */
import {
  US_PER_MS,
  after,
  utcUs,
  type MonoUs,
  type UtcUs,
} from '../../../agent/core/vocabulary.ts';
import type { Announcement } from '../../../agent/core/wire/control-message.ts';
import type { SourceEnd, SourceFrame } from '../../source/opus-source.ts';
import { Announcer } from './announcer.ts';
import { AreaChannel } from './area-channel.ts';
import type { BroadcastPlan } from './broadcast-plan.ts';
import type {
  Broadcast,
  BroadcastOptions,
  BroadcastProgress,
  BroadcastResult,
  HeadEndClock,
} from './broadcast.ts';
import { StreamSender } from './stream-sender.ts';

/** A timer is never set further ahead: setTimeout counts 31 bits of milliseconds. */
const TIMER_MS_MAX = 60_000;

export class BroadcastRun implements Broadcast {
  readonly announcement: Announcement;
  readonly done: Promise<BroadcastResult>;
  readonly #options: BroadcastOptions;
  readonly #clock: HeadEndClock;
  readonly #channel: AreaChannel;
  readonly #announcer: Announcer;
  readonly #sender: StreamSender;
  #resolveDone: (result: BroadcastResult) => void = () => undefined;
  #reading = false;
  #source: 'open' | 'ended' | 'failed' = 'open';
  #stopping = false;
  #over = false;
  #reported = '';
  #timer: NodeJS.Timeout | undefined;

  /** Announces, and goes on by itself. @throws {Error} where the sequence cannot be kept: nothing was sent then. */
  static async begin(
    options: BroadcastOptions,
    plan: BroadcastPlan,
    clock: HeadEndClock,
    first: SourceFrame,
  ): Promise<BroadcastRun> {
    const channel = new AreaChannel(options.client, options.area);
    const announcer = new Announcer(options.issuer, channel, (line) => options.onTrouble?.(line));
    // In this order: a moment lost between the two makes bundles late by it, not early.
    const nowUtcUs = clock.nowUtcUs();
    const nowUs = clock.nowUs();
    const timeline = { startAtUs: after(nowUs, plan.leadUs), ...plan };
    const sender = new StreamSender(timeline, options.source.live, channel);
    const announcement = await announcer.announce(
      {
        area: options.area,
        class: options.class,
        kind: plan.kind,
        streamId: sender.key.streamId,
        streamKey: sender.key.publicKey,
        startAt: utcUs(Math.round(nowUtcUs + plan.leadUs)),
        leaseUs: plan.leaseUs,
        title: options.title,
        gainDb: plan.gainDb,
      },
      nowUs,
      nowUtcUs,
    );
    return new BroadcastRun(options, clock, announcement, { channel, announcer, sender }, first);
  }

  private constructor(
    options: BroadcastOptions,
    clock: HeadEndClock,
    announcement: Announcement,
    parts: { channel: AreaChannel; announcer: Announcer; sender: StreamSender },
    first: SourceFrame,
  ) {
    this.announcement = announcement;
    this.#options = options;
    this.#clock = clock;
    this.#channel = parts.channel;
    this.#announcer = parts.announcer;
    this.#sender = parts.sender;
    this.done = new Promise((resolve) => {
      this.#resolveDone = resolve;
    });
    this.#channel.onUp(this.#onUp);
    options.signal?.addEventListener('abort', this.#onAbort, { once: true });
    this.#take(first);
    if (options.signal?.aborted) this.#onAbort();
    else this.#step();
  }

  end(): void {
    if (this.#source !== 'open' || this.#stopping) return;
    this.#source = 'ended';
    this.#sender.pacer.end();
    void this.#options.source.close();
    this.#step();
  }

  stop(): Promise<BroadcastResult> {
    if (!this.#stopping && !this.#over) {
      this.#stopping = true;
      clearTimeout(this.#timer);
      const nowUtcUs = (): UtcUs => this.#clock.nowUtcUs();
      void this.#announcer.stop(nowUtcUs).then((delivered) => this.#finish('stopped', delivered));
    }
    return this.done;
  }

  readonly #onAbort = (): void => void this.stop();

  readonly #onUp = (): void => {
    this.#announcer.hurry(this.#clock.nowUs());
    this.#step();
  };

  #step(): void {
    if (this.#stopping || this.#over) return;
    const nowUs = this.#clock.nowUs();
    this.#sender.send(nowUs);
    this.#announcer.renewIfDue(nowUs, this.#clock.nowUtcUs());
    this.#report();
    if (this.#sender.isOver(nowUs)) {
      this.#finish(this.#source === 'failed' ? 'source-failed' : 'complete', true);
      return;
    }
    this.#setTimer(nowUs);
    if (!this.#reading) void this.#read();
  }

  async #read(): Promise<void> {
    this.#reading = true;
    while (this.#source === 'open' && !this.#stopping && this.#sender.pacer.wantsFrames) {
      this.#take(await this.#options.source.next());
      this.#step();
    }
    this.#reading = false;
  }

  #take(item: SourceFrame | SourceEnd): void {
    if (this.#source !== 'open') return;
    if (item.is === 'frame') {
      this.#sender.pacer.push(item.packet, item.capturedAtUs, item.afterGap);
      return;
    }
    this.#source = item.failed ? 'failed' : 'ended';
    this.#sender.pacer.end();
  }

  #setTimer(nowUs: MonoUs): void {
    clearTimeout(this.#timer);
    const waitUs = Math.min(this.#sender.nextDueUs, this.#announcer.nextRenewUs) - nowUs;
    const waitMs = Math.min(Math.max(0, Math.ceil(waitUs / US_PER_MS)), TIMER_MS_MAX);
    this.#timer = setTimeout(() => this.#step(), waitMs);
  }

  #finish(why: BroadcastResult['why'], stopDelivered: boolean): void {
    if (this.#over) return;
    this.#over = true;
    clearTimeout(this.#timer);
    this.#announcer.fallSilent();
    this.#channel.offUp(this.#onUp);
    this.#options.signal?.removeEventListener('abort', this.#onAbort);
    void this.#options.source.close().then(() => {
      const { startAt } = this.announcement;
      const streamFrames = this.#sender.pacer.streamFrames;
      this.#resolveDone({
        ...this.#report(),
        phase: 'over',
        why,
        streamFrames,
        startAt,
        stopDelivered,
      });
    });
  }

  /** Tells of a change; says nothing twice. */
  #report(): BroadcastProgress {
    const progress: BroadcastProgress = {
      phase: this.#over ? 'over' : this.#sender.phase,
      ...this.#sender.counts,
      renewals: this.#announcer.renewals,
    };
    const told = Object.values(progress).join();
    if (told !== this.#reported) this.#options.onProgress?.(progress);
    this.#reported = told;
    return progress;
  }
}
