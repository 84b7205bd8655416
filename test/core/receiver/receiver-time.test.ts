/** A whole box that asks a time server: what it trusts, reports and stores, and that asking ends with it. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Effect } from '../../../agent/core/effect.ts';
import type { Input } from '../../../agent/core/input.ts';
import { Receiver } from '../../../agent/core/receiver.ts';
import { EMPTY_STATE, type StoredState } from '../../../agent/core/stored-state.ts';
import { US_PER_S, after, monoUs, utcUs } from '../../../agent/core/vocabulary.ts';
import { encodeNtpAnswer } from '../../../agent/core/wire/ntp-packet.ts';
import { CONFIG, MORNING } from '../control/announcement-builder.ts';
import { ToneDecoder } from '../playout/tone-decoder.ts';
import { FRESH_PROOF, sha256 } from '../report/proof-parts.ts';
import { toyEd25519 } from '../trust/toy-signature.ts';

/** What the box's clock loses, in µs a second. */
const DRIFT_PPM = 30;

class TimedBox {
  readonly receiver: Receiver;
  readonly stored: StoredState[] = [];
  readonly telemetry: Record<string, unknown>[] = [];
  questions = 0;
  #nowUs = monoUs(0);
  #nonce = 0n;

  readonly #server: 'up' | 'silent' | 'none';

  constructor(server: 'up' | 'silent' | 'none', stored: StoredState = EMPTY_STATE) {
    this.#server = server;
    this.receiver = new Receiver({
      config: {
        ...CONFIG,
        heartbeatEveryUs: 10 * US_PER_S,
        ...(server !== 'none' ? { timeServer: { name: 'ntp://gateway', precisionUs: 500 } } : {}),
      },
      stored,
      proof: FRESH_PROOF,
      sha256,
      ed25519: toyEd25519,
      decoder: new ToneDecoder(),
      random: () => 0.5,
      // The machine's own clock is a minute slow, and looks right.
      clock: { utcMinusMonoUs: MORNING - 60 * US_PER_S, errorUs: 5, trusted: true },
      nowUs: this.#nowUs,
    });
    this.take({ on: 'boot' });
    this.take({ on: 'link-up', session: 1 + stored.session });
  }

  /** The last heartbeat's word on the clock. */
  get clock(): Record<string, unknown> {
    return this.telemetry.at(-1)?.['clock'] as Record<string, unknown>;
  }

  /** How far what it reports of UTC was from UTC. */
  get missedUs(): number {
    const sync = this.clock['sync'] as { offsetUs: number };
    const atUs = Number(this.telemetry.at(-1)?.['atUs']) - MORNING;
    return sync.offsetUs - MORNING - (atUs * DRIFT_PPM) / 1e6;
  }

  until(atS: number): void {
    while (this.receiver.nextWakeUs() <= atS * US_PER_S) {
      this.#nowUs = monoUs(Math.max(this.#nowUs, this.receiver.nextWakeUs()));
      this.take({ on: 'wake' });
    }
    this.#nowUs = monoUs(atS * US_PER_S);
  }

  take(input: Input): void {
    for (const effect of this.receiver.handle(input, this.#nowUs)) this.#perform(effect);
  }

  #perform(effect: Effect): void {
    if (effect.do === 'store') this.stored.push(effect.state);
    if (effect.do === 'publish' && effect.publication.topic.endsWith('/telemetry')) {
      this.telemetry.push(JSON.parse(effect.publication.payload) as Record<string, unknown>);
    }
    if (effect.do !== 'ask-time') return;
    this.questions += 1;
    const nonce = ++this.#nonce;
    const sentUs = this.#nowUs;
    this.take({ on: 'time-asked', nonce, sentUs });
    if (this.#server === 'silent') return;
    const at = utcUs(sentUs + 400 + MORNING + (sentUs * DRIFT_PPM) / 1e6);
    const serving = { leap: 0, stratum: 2, referenceId: 'GPS ', precision: -20 } as const;
    const bytes = encodeNtpAnswer(
      { version: 4, nonce },
      { ...serving, rootErrorUs: 0, receivedAt: at, sentAt: at },
    );
    this.take({ on: 'time-answer', bytes, receivedUs: after(sentUs, 800) });
  }
}

describe('a box with a time server', () => {
  test('that has not answered yet does not trust the machine’s own clock, however right it looks', () => {
    const box = new TimedBox('silent');
    const clock = { utcMinusMonoUs: MORNING, errorUs: 0, trusted: true };
    box.take({ on: 'clock', clock });
    box.until(25);
    const { trusted, sync } = box.clock;
    assert.equal(trusted, false);
    assert.deepEqual(sync, {
      server: 'ntp://gateway',
      state: 'unsynced',
      adrift: false,
      sigmaUs: null,
      offsetUs: null,
      driftPpm: null,
      roundTripUs: null,
      ageS: null,
    });
  });

  test('goes by its server within seconds, and says so', () => {
    const box = new TimedBox('up');
    box.until(15.5);
    assert.equal(box.clock['trusted'], true);
    assert.ok(Math.abs(box.missedUs) < 20, `${box.missedUs} µs`);
    const { server, state, driftPpm } = box.clock['sync'] as Record<string, unknown>;
    assert.deepEqual([server, state], ['ntp://gateway', 'locked']);
    assert.ok(Math.abs(Number(driftPpm) - DRIFT_PPM) < 3, `${String(driftPpm)} ppm`);
    assert.ok(Number(box.clock['errorUs']) > 400);
  });

  test('stores its drift with the time that it trusts, once an hour, and with whatever else it stores', () => {
    const box = new TimedBox('up');
    box.until(3_900);
    const drifts = box.stored.flatMap(({ driftPpb }) => driftPpb ?? []);
    assert.equal(drifts.length, 1);
    assert.ok(Math.abs(drifts[0]! - 1_000 * DRIFT_PPM) < 500);
    box.until(11_100);
    const later = box.stored.slice(box.stored.findIndex(({ driftPpb }) => driftPpb !== undefined));
    const instants = later.map(({ lastTrustedAt = 0 }) => lastTrustedAt);
    const apartS = instants.slice(1).map((at, index) => (at - (instants[index] ?? 0)) / 1e6);
    assert.equal(apartS.length, 2, 'each hour once');
    assert.ok(apartS.every((s) => s >= 3_600 && s < 3_610));
    box.take({ on: 'link-down', session: 1, reason: 'gone' });
    box.until(11_102);
    assert.ok(box.stored.at(-1)?.driftPpb !== undefined);
  });

  test('asks no more once it is told to stop', () => {
    const box = new TimedBox('up');
    box.until(0.3);
    box.take({ on: 'shutdown' });
    const { questions } = box;
    box.until(100);
    assert.equal(box.questions, questions);
  });
});

describe('a box without one', () => {
  test('goes by the machine’s clock, asks nobody, and keeps a drift that it once learnt', () => {
    const box = new TimedBox('none', { ...EMPTY_STATE, driftPpb: 12_000 });
    box.until(20);
    assert.equal(box.questions, 0);
    assert.deepEqual(box.clock, { trusted: true, errorUs: 5 });
    box.take({ on: 'link-down', session: 1, reason: 'gone' });
    box.until(22);
    assert.equal(box.stored.at(-1)?.driftPpb, 12_000);
  });

  test('is not moved by an answer that nobody asked for', () => {
    const box = new TimedBox('none');
    box.take({ on: 'time-answer', bytes: new Uint8Array(48), receivedUs: monoUs(1) });
    box.until(20);
    assert.equal(box.clock['trusted'], true);
  });
});
