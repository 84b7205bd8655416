/**
 * What stands around the process of one box and performs its effects, one case each, as `agent/shell/perform.ts` does: the
 * link, the pump that keeps the card filled, the relay bank. It decides nothing.
 */
import { assertNever } from '../../../agent/core/assert.ts';
import type { Effect, Publication } from '../../../agent/core/effect.ts';
import type {
  PlayedReport,
  StateReport,
  TelemetryReport,
} from '../../../agent/core/wire/report.ts';
import type { Report } from '../trace.ts';
import type { Box, Devices } from './box.ts';
import type { Card } from './card.ts';
import type { Connection, BoxEnd } from './connection.ts';
import type { Letter } from './letter.ts';
import { Pump } from './pump.ts';
import type { VirtualRelayBank } from './relay-bank.ts';

/** The relays that are still being switched, and the farewell. */
const LEAVES_AFTER_US = 100_000;

export interface BoxDevicesParts {
  readonly card: Card;
  readonly relays: VirtualRelayBank;
  readonly dial: (boxEnd: BoxEnd, will: Publication) => Connection;
  readonly openingUs: () => number;
  readonly relayFailedUs: () => number;
}

export class BoxDevices implements Devices {
  readonly #box: Box;
  readonly #parts: BoxDevicesParts;
  #connection: Connection | undefined;
  readonly #pump: Pump;
  #accepted = 0;
  #heardUs = 0;

  constructor(box: Box, parts: BoxDevicesParts) {
    this.#box = box;
    this.#parts = parts;
    this.#pump = new Pump(box, parts.card, parts.openingUs);
  }

  perform(effect: Effect): void {
    switch (effect.do) {
      case 'connect':
        this.#connect(effect.session, effect.will);
        return;
      case 'disconnect':
        this.#connection?.disconnect();
        this.#connection = undefined;
        return;
      case 'publish':
        this.#publish(effect.publication);
        return;
      case 'relay':
        this.#switch(effect);
        return;
      case 'lamp':
        return;
      case 'read-relays':
        this.#readRelays();
        return;
      case 'ask-time':
        throw new Error('boxes of this village are told the time');
      case 'open-sink':
        this.#pump.start();
        return;
      case 'close-sink':
        this.#pump.stop('closed');
        return;
      case 'store':
        this.#box.store(effect, this.afterHeardUs);
        return;
      case 'log':
        this.#count(effect.event);
        return;
      case 'load-test':
      case 'self-test':
        throw new Error('boxes of this village are never asked to test themselves');
        return;
      case 'collect-logs':
        this.#box.post({ on: 'logs-collected', id: effect.id, lines: [] });
        return;
      case 'leave':
        return;
      case 'exit':
        this.#box.exit();
        return;
      default:
        assertNever(effect);
    }
  }

  leave(): number {
    this.#pump.stop('closed');
    this.#forget();
    // As a process that waits for its relays.
    return Math.max(LEAVES_AFTER_US, this.#parts.relays.busyForUs);
  }

  losePower(): void {
    this.#pump.stop('power');
    this.#parts.relays.losePower();
    this.#connection?.drop(false);
    this.#connection = undefined;
    this.#forget();
  }

  loseLink(how: 'reset' | 'dead'): void {
    if (how === 'dead') this.#connection?.goDead();
    else this.#connection?.lose();
  }

  /** What a process knows ends with it. */
  #forget(): void {
    this.#pump.forget();
    this.#accepted = 0;
  }

  get #nowUs(): number {
    return this.#box.parts.timeline.nowUs;
  }

  get afterHeardUs(): number {
    return Math.max(this.#nowUs, this.#heardUs);
  }

  #connect(session: number, will: Publication): void {
    this.#connection?.drop(true);
    this.#journal(session, 'connecting');
    const box = this.#box;
    const isCurrent = (): boolean => this.#connection === connection;
    const connection: Connection = this.#parts.dial(
      {
        up: () => {
          if (!isCurrent()) return;
          box.post({ on: 'link-up', session }, () => {
            this.#journal(session, 'up');
          });
        },
        down: (reason) => {
          if (!isCurrent()) return;
          box.post({ on: 'link-down', session, reason }, () => {
            this.#journal(session, 'down');
          });
        },
        message: (letter, retained) => {
          if (isCurrent()) this.#hear(letter, retained);
        },
      },
      will,
    );
    this.#connection = connection;
  }

  #journal(session: number, state: 'connecting' | 'up' | 'down'): void {
    this.#box.trace.links.push({ atUs: this.afterHeardUs, session, state });
  }

  #hear(letter: Letter, retained: boolean): void {
    const { topic, payload } = letter;
    this.#box.post({ on: 'message', topic, payload, retained }, () => {
      this.#noteHeard(letter, retained);
    });
  }

  #noteHeard({ truth }: Letter, retained: boolean): void {
    const { trace } = this.#box;
    // What comes at one instant still comes one after the other.
    const atUs = Math.max(this.#nowUs, this.#heardUs + 0.001);
    this.#heardUs = atUs;
    if (truth.of === 'control') trace.control.push({ ...truth, atUs, retained });
    if (truth.of !== 'bundle' || retained) return;
    const { stream, sequence, frames, last } = truth;
    const heard = trace.bundles.get(stream);
    if (heard === undefined) trace.bundles.set(stream, [{ atUs, sequence, frames, last }]);
    else heard.push({ atUs, sequence, frames, last });
  }

  #publish(publication: Publication): void {
    const { topic, payload } = publication;
    const of = topic.slice(topic.lastIndexOf('/') + 1);
    const atUs = this.afterHeardUs;
    if (of === 'played') this.#prove(payload, atUs);
    else if (of !== 'reply' && of !== 'reported') {
      this.#box.trace.published.push({ atUs, report: reportOf(of, payload) });
    }
    this.#connection?.publish(publication);
  }

  /** A record is a report the first time that it is sent. */
  #prove(text: string, atUs: number): void {
    const { proved, published } = this.#box.trace;
    const isNew = !proved.some((one) => one.text === text);
    proved.push({ atUs, text });
    const report = JSON.parse(text) as PlayedReport & { readonly record: string };
    const madeUs = this.#box.disk.madeUs(text) ?? atUs;
    if (isNew && report.record === 'played')
      published.push({ atUs, report: { of: 'played', madeUs, ...report } });
  }

  #switch({ relay, on }: Extract<Effect, { do: 'relay' }>): void {
    this.#parts.relays.set(relay, on, () => {
      const { timeline } = this.#box.parts;
      timeline.after(this.#parts.relayFailedUs(), () => {
        this.#box.post({ on: 'relay-failed', relay, reason: 'the bank does not answer' });
      });
    });
  }

  #readRelays(): void {
    this.#parts.relays.read((reading) => {
      if (reading !== undefined) this.#box.post({ on: 'relays-read', reading });
      else this.#box.post({ on: 'relays-unread', reason: 'the bank does not answer' });
    });
  }

  #count(event: string): void {
    const { most } = this.#box.trace;
    if (event === 'announcement.accepted') this.#accepted += 1;
    if (event === 'announcement.ended') this.#accepted -= 1;
    most.sessions = Math.max(most.sessions, this.#accepted);
  }
}

const reportOf = (of: string, payload: string): Report => {
  const report = JSON.parse(payload) as unknown;
  if (of === 'state') return { of, ...(report as StateReport) };
  if (of === 'telemetry') return { of, ...(report as TelemetryReport) };
  throw new Error(`a box publishes no ${of}`);
};
