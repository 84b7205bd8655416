/**
 * The time server of a commune that has lost its uplink: a clock that drifts, and what it says of itself meanwhile, by the hour. It
 * can be without power, and come back with another date. World time is in µs since the uplink went.
 */
import { US_PER_S, after, utcUs, type UtcUs } from '../../../agent/core/vocabulary.ts';
import { encodeNtpAnswer } from '../../../agent/core/wire/ntp-packet.ts';
import { MORNING } from '../../core/control/announcement-builder.ts';

export interface GatewayPlan {
  /** What its crystal gains once nobody corrects it. */
  readonly driftPpm: number;
  /** How its root dispersion grows: 15 ppm by RFC 5905, 1 ppm and a little by chrony. */
  readonly dispersionPpm: number;
  /** From so much root distance on it goes by its own clock and says so, with a root distance of nothing (chrony's `local`). */
  readonly localFromUs?: number;
  /** It has no power from then on, for so long, and no clock that goes on meanwhile. */
  readonly powerCut?: { readonly atUs: number; readonly forUs: number };
}

const ROOT_ERROR_US = 2_000;
/** chrony's and ntpd's pseudo address of the own clock. */
const OWN_CLOCK = '\x7f\x7f\x01\x01';

export class Gateway {
  readonly #plan: GatewayPlan;

  constructor(plan: GatewayPlan) {
    this.#plan = plan;
  }

  utcAt(worldUs: number): UtcUs {
    const { driftPpm, powerCut } = this.#plan;
    const lostUs = this.#isRebootedAt(worldUs) ? (powerCut?.forUs ?? 0) : 0;
    return utcUs(MORNING + worldUs - lostUs + (worldUs * driftPpm) / US_PER_S);
  }

  isUpAt(worldUs: number): boolean {
    const { powerCut } = this.#plan;
    if (powerCut === undefined) return true;
    return worldUs < powerCut.atUs || worldUs >= powerCut.atUs + powerCut.forUs;
  }

  #isRebootedAt(worldUs: number): boolean {
    const { powerCut } = this.#plan;
    return powerCut !== undefined && worldUs >= powerCut.atUs + powerCut.forUs;
  }

  /** Undefined while it is down. */
  answer(nonce: bigint, worldUs: number, thereUs: number): Uint8Array | undefined {
    if (!this.isUpAt(worldUs)) return undefined;
    const { dispersionPpm, localFromUs = Infinity } = this.#plan;
    const grownUs = ROOT_ERROR_US + (worldUs * dispersionPpm) / US_PER_S;
    const isLocal = this.#isRebootedAt(worldUs) || grownUs > localFromUs;
    const receivedAt = this.utcAt(worldUs + thereUs);
    return encodeNtpAnswer(
      { version: 4, nonce },
      {
        leap: 0,
        stratum: isLocal ? 10 : 3,
        referenceId: isLocal ? OWN_CLOCK : '\x0a\x00\x00\x01',
        precision: -23,
        rootErrorUs: isLocal ? 0 : grownUs,
        receivedAt,
        sentAt: after(receivedAt, 20),
      },
    );
  }
}
