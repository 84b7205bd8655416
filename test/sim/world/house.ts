/** A box with all that belongs to it: card and ear, relays, network, crystal. Wires them; lives nothing through. */
import type { Publication } from '../../../agent/core/effect.ts';
import { subscriptions } from '../../../agent/core/wire/topic.ts';
import { ODDS } from '../plan/fault-odds.ts';
import type { BoxPlan } from '../plan/run-plan.ts';
import { Ear } from '../sound/ear.ts';
import { placeErrors } from '../expected-place.ts';
import { emptyBoxTrace, type BoxTrace } from '../trace.ts';
import { BODY } from './body-noise.ts';
import { Box } from './box.ts';
import { BoxDevices } from './box-devices.ts';
import { Card } from './card.ts';
import type { Chance } from './chance.ts';
import { Connection, type BoxEnd } from './connection.ts';
import { Network } from './network.ts';
import { VirtualRelayBank } from './relay-bank.ts';
import type { Village } from './village.ts';
import { AMPLIFIER } from './amplifier-times.ts';

const BUFFER_SAMPLES = 7_200;
const HEARTBEAT_EVERY_US = 60_000_000;
const SYNC_EVERY_US = 10_000_000;

export class House {
  readonly box: Box;
  readonly card: Card;
  readonly relays: VirtualRelayBank;
  readonly network: Network;
  /** The time that it is told is wrong by this, until somebody sets it back. */
  clockStepUs = 0;
  readonly #village: Village;
  readonly #chance: Chance;
  readonly #unsureUntilUs: number;

  constructor(village: Village, plan: BoxPlan, root: Uint8Array) {
    const { timeline } = village;
    const { faults, chimeBefore } = village.plan;
    const chance = village.plan.chance.fork(`life of ${plan.id}`);
    this.#village = village;
    this.#chance = chance;
    this.#unsureUntilUs = faults.has('clock-unsure') ? chance.between(5e6, 40e6) : 0;
    const trace = emptyBoxTrace(plan.id, plan.area);
    this.network = new Network(plan.network, chance.fork('network'));
    this.card = this.#card(plan, trace);
    const isSlow = faults.has('relay-slow');
    this.relays = new VirtualRelayBank(timeline, trace.relays, () =>
      isSlow ? chance.between(...ODDS.relaySlowUs) : 1_000,
    );
    const isExact = faults.size === 0;
    this.box = new Box({
      timeline,
      chance: chance.fork('box'),
      trace,
      config: {
        boxId: plan.id,
        area: plan.area,
        roots: [root],
        body: BODY,
        amplifier: AMPLIFIER,
        playout: { gainDbMax: 0, volumeDb: 0, chimeBefore },
        issuerOrder: village.plan.quarrel.order,
        heartbeatEveryUs: HEARTBEAT_EVERY_US,
        version: 'sim',
      },
      library: village.library,
      ppm: plan.crystalPpm,
      clockErrorUs: () => this.#clockError(),
      timerLateUs: () => (isExact ? 100 : chance.between(50, 2_000)),
      devices: (box) =>
        new BoxDevices(box, {
          card: this.card,
          relays: this.relays,
          dial: (boxEnd, will) => this.#dial(plan, boxEnd, will),
          openingUs: () => chance.between(2_000, isExact ? 20_000 : 120_000),
          relayFailedUs: () => chance.between(0, 50_000),
        }),
    });
    this.#syncAt(chance.between(0, SYNC_EVERY_US));
  }

  /** The end of the world: what is still in the card has not been heard. */
  finish(): void {
    for (const life of this.box.trace.lives)
      if (life.toUs === Infinity) life.toUs = this.#village.plan.endUs;
    this.card.status();
  }

  #card(plan: BoxPlan, trace: BoxTrace): Card {
    const { timeline, library } = this.#village;
    const usPerSample = 1e6 / (48_000 * (1 + plan.cardPpm / 1e6));
    const isRough = this.#village.plan.faults.has('card-rough');
    const ear = new Ear({
      usPerSample,
      library,
      voices: (atUs) => this.#village.voices(atUs),
      placeErrors: (voice, atUs) => placeErrors(trace, voice, atUs),
      hears: (span) => {
        trace.spans.push(span);
      },
      clicks: (click) => {
        trace.clicks.push(click);
      },
    });
    const roughSamples = (): number =>
      isRough ? Math.round(this.#chance.between(-1, 1) * ODDS.cardRoughSamples) : 0;
    const options = {
      usPerSample,
      bufferSamples: BUFFER_SAMPLES,
      leadUs: plan.cardLeadUs,
      roughSamples,
    };
    return new Card(timeline, options, ear, trace.cuts);
  }

  #dial(plan: BoxPlan, boxEnd: BoxEnd, will: Publication): Connection {
    const { timeline, broker } = this.#village;
    return new Connection({
      timeline,
      chance: this.#chance,
      network: this.network,
      broker,
      boxEnd,
      clientId: `loa-${plan.id}`,
      topics: new Set(subscriptions(plan.area, plan.id).map(({ topic }) => topic)),
      will,
    });
  }

  #clockError(): { errorUs: number; boundUs: number; trusted: boolean } {
    const { faults, faultsEndUs } = this.#village.plan;
    const { nowUs } = this.#village.timeline;
    if (nowUs < Math.min(this.#unsureUntilUs, faultsEndUs)) {
      const errorUs = this.#chance.between(-ODDS.clockUnsureUs, ODDS.clockUnsureUs);
      return { errorUs, boundUs: ODDS.clockUnsureUs, trusted: false };
    }
    const most = faults.has('clock-skew') ? ODDS.clockErrorUsMost : 0;
    const errorUs = this.clockStepUs + this.#chance.between(-most, most);
    return { errorUs, boundUs: most, trusted: true };
  }

  #syncAt(atUs: number): void {
    this.#village.timeline.at(atUs, () => {
      this.box.tellTime();
      this.#syncAt(atUs + SYNC_EVERY_US);
    });
  }
}
