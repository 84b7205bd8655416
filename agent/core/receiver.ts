/**
 * The whole core of a box: takes an input and the time, answers effects; says when it wants to be woken; and renders
 * sound for a stated instant. It owns every decision and does no I/O. The shell owns every device and decides nothing.
 *
 * Rule of use: `handle` (perform all its effects, in order), then wait until `nextWakeUs` or the next input. While the
 * sink is open, `render` for what the card wants, then `handle({ on: 'wake' })`.
 */
import { assertNever } from './assert.ts';
import { chooseOwner, nextDueUs } from './control/arbitration.ts';
import { Hearing } from './control/hearing.ts';
import { Heartbeat } from './control/heartbeat.ts';
import { Link } from './control/link.ts';
import {
  playedPublication,
  presentReport,
  statePublication,
  telemetryPublication,
} from './control/reports.ts';
import type { Session } from './control/session.ts';
import { Speaker } from './control/speaker.ts';
import type { Ed25519 } from './ed25519.ts';
import type { Effect, Publication } from './effect.ts';
import { EffectQueue } from './effect-queue.ts';
import type { Input } from './input.ts';
import { LIMITS } from './limits.ts';
import type { OpusDecoder } from './playout/opus-decoder.ts';
import type { ReceiverConfig } from './receiver-config.ts';
import type { StoredState } from './stored-state.ts';
import { BoxTime } from './time/box-time.ts';
import { utcOf, type ClockReading } from './time/clock-reading.ts';
import { US_PER_MS, US_PER_S, monoUs, type MonoUs } from './vocabulary.ts';
import type { EndReason, StateReport } from './wire/report.ts';

export interface ReceiverParts {
  readonly config: ReceiverConfig;
  readonly stored: StoredState;
  readonly ed25519: Ed25519;
  readonly decoder: OpusDecoder;
  /** 0 ≤ x < 1. For jitter only, never for anything that must not be guessed. */
  readonly random: () => number;
  /** The system's. */
  readonly clock: ClockReading;
  readonly nowUs: MonoUs;
}

export class Receiver {
  readonly #config: ReceiverConfig;
  readonly #random: () => number;
  readonly #bootUs: MonoUs;
  readonly #effects = new EffectQueue();
  readonly #hearing: Hearing;
  readonly #speaker: Speaker;
  readonly #link: Link;
  readonly #heartbeat: Heartbeat;
  readonly #time: BoxTime;
  #clock: ClockReading;
  #sequences: StoredState['sequences'];
  /** Played reports that the link could not take yet; the oldest falls out. */
  readonly #unsent: Publication[] = [];
  #phase: 'running' | 'stopping' | 'stopped' = 'running';
  #settledUs: MonoUs;

  constructor(parts: ReceiverParts) {
    const { config, stored, nowUs, random } = parts;
    this.#config = config;
    this.#random = random;
    this.#bootUs = nowUs;
    this.#settledUs = nowUs;
    this.#sequences = stored.sequences;
    this.#speaker = new Speaker(config.amplifier, nowUs, (effect) => {
      this.#effects.push(effect);
    });
    this.#link = new Link(stored.session, random, nowUs);
    this.#heartbeat = new Heartbeat(config.heartbeatEveryUs);
    this.#hearing = new Hearing({
      config,
      ed25519: parts.ed25519,
      decoder: parts.decoder,
      effects: this.#effects,
      sequences: stored.sequences,
      store: (sequences) => {
        this.#sequences = sequences;
        this.#store();
      },
    });
    this.#time = new BoxTime({
      server: config.timeServer,
      system: parts.clock,
      driftPpb: stored.driftPpb,
      effects: this.#effects,
      refuse: (code, atUs, detail) => {
        this.#hearing.refuse(code, atUs, detail);
      },
      random,
      nowUs,
    });
    this.#clock = this.#time.reading;
  }

  /** Takes one input at `nowUs` and answers what must be done about it, in order. */
  handle(input: Input, nowUs: MonoUs): Effect[] {
    this.#take(input, nowUs);
    this.#settle(nowUs);
    return this.#effects.drain();
  }

  /** The earliest instant at which time alone changes something. */
  nextWakeUs(): MonoUs {
    if (this.#phase === 'stopped') return monoUs(Infinity);
    let earliest = Math.min(
      this.#speaker.nextWakeUs,
      this.#heartbeat.nextWakeUs,
      this.#phase === 'running' ? this.#time.nextWakeUs : Infinity,
      this.#phase === 'running' ? this.#link.nextWakeUs : Infinity,
    );
    for (const session of this.#hearing.book.all) {
      if (session.ending === undefined) earliest = Math.min(earliest, this.#wakeFor(session));
    }
    return monoUs(earliest);
  }

  /** Writes the samples whose first leaves the card at `dacUs`. Changes nothing but the players. */
  render(dacUs: MonoUs, pcm: Int16Array): void {
    this.#speaker.render(dacUs, pcm);
  }

  #take(input: Input, nowUs: MonoUs): void {
    if (this.#phase === 'stopped' && input.on !== 'relay-failed') return;
    switch (input.on) {
      case 'boot':
        this.#speaker.commandAsItShouldBe();
        return this.#effects.log('info', 'started', {
          version: this.#config.version,
          ...input.devices,
        });
      case 'wake':
        return;
      case 'link-up':
        return this.#linkUp(input.session, nowUs);
      case 'link-down':
        return this.#linkDown(input.session, input.reason, nowUs);
      case 'message':
        return this.#hearing.hear(input, this.#clock, nowUs);
      case 'clock':
        return this.#time.tellSystem(input.clock);
      case 'time-asked':
      case 'time-answer':
      case 'time-failed':
        return this.#time.take(input, nowUs);
      case 'sink-opened':
        return this.#speaker.sinkOpened();
      case 'sink-failed':
        this.#effects.log('error', 'sink.failed', { reason: input.reason });
        return this.#speaker.sinkFailed(nowUs);
      case 'xrun':
        this.#effects.log('warn', 'sink.xrun', { times: input.times });
        return this.#speaker.xrun(input.times);
      case 'relay-failed':
        this.#effects.log('error', 'relay.failed', { relay: input.relay, reason: input.reason });
        return this.#speaker.relayFailed(nowUs);
      case 'store-failed':
        return this.#effects.log('error', 'store.failed', { reason: input.reason });
      case 'shutdown':
        if (this.#phase === 'running') this.#phase = 'stopping';
        return;
      default:
        return assertNever(input);
    }
  }

  /** Everything that follows from the state and the time. */
  #settle(nowUs: MonoUs): void {
    if (this.#phase === 'stopped') return;
    this.#settledUs = nowUs;
    const { book } = this.#hearing;
    const isStopping = this.#phase === 'stopping';
    if (!isStopping) this.#time.settle(!book.isEmpty, nowUs);
    this.#followClock();
    for (const session of book.all) {
      session.advance(nowUs, session === this.#speaker.owner);
      if (isStopping) session.end('shutdown');
    }
    const dueFromUs = (session: Session) => this.#speaker.wantedFromUs(session);
    const wanted = chooseOwner(book.all, this.#speaker.owner, dueFromUs, nowUs);
    const nextFromUs = nextDueUs(book.all, dueFromUs, nowUs);
    this.#speaker.settle({ wanted, nextFromUs, isHurried: isStopping }, nowUs);
    for (const session of book.all) {
      if (session.ending !== undefined && session !== this.#speaker.owner) {
        this.#conclude(session, session.ending);
      }
    }
    if (this.#heartbeat.beat(nowUs)) this.#report(nowUs);
    if (isStopping) this.#stopWhenAtRest();
    else if (this.#link.connect(nowUs)) this.#connect();
    else if (this.#time.mustStore(nowUs)) this.#store();
  }

  #wakeFor(session: Session): number {
    const overUs = Math.min(session.leaseUntilUs, session.overAtUs);
    const dueUs = this.#speaker.wantedFromUs(session);
    // Once it is due, it has the speaker, or waits for it or for a bundle, but not for time.
    return dueUs <= this.#settledUs ? overUs : Math.min(overUs, dueUs);
  }

  /** Whatever has come of the time: the belief that holds now. */
  #followClock(): void {
    const clock = this.#time.reading;
    if (clock === this.#clock) return;
    this.#clock = clock;
    for (const session of this.#hearing.book.all) session.follow(clock);
  }

  #connect(): void {
    this.#store();
    const will = statePublication(this.#stateReport('lost'));
    this.#effects.push({ do: 'connect', session: this.#link.session, will });
  }

  #linkUp(session: number, nowUs: MonoUs): void {
    if (!this.#link.up(session, nowUs)) return;
    this.#publish(statePublication(this.#stateReport('ready')));
    for (const publication of this.#unsent.splice(0)) this.#publish(publication);
    this.#heartbeat.start(nowUs, this.#random());
    this.#time.linkUp(nowUs);
    this.#effects.log('info', 'link.up', { session });
  }

  #linkDown(session: number, reason: string, nowUs: MonoUs): void {
    const waitUs = this.#link.down(session, nowUs);
    if (waitUs === undefined) return;
    this.#heartbeat.stop();
    this.#effects.log('warn', 'link.down', { reason, retryInMs: Math.round(waitUs / US_PER_MS) });
  }

  #conclude(session: Session, why: EndReason): void {
    this.#hearing.book.forget(session);
    const report = playedPublication(this.#config.boxId, session, why);
    if (this.#link.state === 'up') this.#publish(report);
    else if (this.#unsent.push(report) > LIMITS.unsentReportsMax) this.#unsent.shift();
    const { samples, lateFrames, concealedFrames } = session.player.heard;
    const { id } = session.announcement;
    this.#effects.log('info', 'announcement.ended', {
      id,
      why,
      samples,
      lateFrames,
      concealedFrames,
    });
  }

  #stopWhenAtRest(): void {
    if (!this.#speaker.isAtRest || !this.#hearing.book.isEmpty) return;
    this.#phase = 'stopped';
    this.#publish(statePublication(this.#stateReport('sleeping')));
    this.#effects.push({ do: 'disconnect' });
    this.#effects.push({ do: 'exit' });
  }

  #report(nowUs: MonoUs): void {
    const { owner } = this.#speaker;
    const [first] = this.#hearing.book.all;
    this.#publish(
      telemetryPublication({
        box: this.#config.boxId,
        session: this.#link.session,
        atUs: Math.round(utcOf(this.#clock, nowUs)),
        uptimeS: Math.round((nowUs - this.#bootUs) / US_PER_S),
        clock: this.#time.reportAt(nowUs),
        amplifier: this.#speaker.amplifierState,
        relays: this.#speaker.relays,
        sink: {
          open: this.#speaker.isSinkOpen,
          failures: this.#speaker.sinkFailures,
          xruns: this.#speaker.xruns,
        },
        announcement: presentReport(owner ?? first, owner),
        refusals: this.#hearing.refusals.counts,
      }),
    );
  }

  #stateReport(state: StateReport['state']): StateReport {
    const { boxId, version } = this.#config;
    return { box: boxId, state, session: this.#link.session, version };
  }

  #publish(publication: Publication): void {
    if (this.#link.state === 'up') this.#effects.push({ do: 'publish', publication });
  }

  #store(): void {
    const { driftPpb } = this.#time;
    const state = {
      session: this.#link.session,
      sequences: this.#sequences,
      ...(driftPpb === undefined ? {} : { driftPpb }),
    };
    this.#effects.push({ do: 'store', state });
  }
}
