/**
 * One question to a time server with its answer, and what a burst of them says together. Knows the arithmetic of the four
 * timestamps (RFC 5905 §8), and nothing of what was measured before.
 *
 *     server      T2 ─── T3            out  = T2 − T1 = offset + way there
 *                /         \           back = T4 − T3 = way back − offset
 *     box      T1           T4
 */
import { US_PER_S, monoUs, type MonoUs } from '../vocabulary.ts';
import type { NtpAnswer } from '../wire/ntp-packet.ts';

export interface Exchange {
  /** In the middle of it. */
  readonly atUs: MonoUs;
  readonly outUs: number;
  readonly backUs: number;
  readonly rootErrorUs: number;
  readonly isFreeRunning: boolean;
}

export const exchangeOf = (sentUs: MonoUs, receivedUs: MonoUs, answer: NtpAnswer): Exchange => ({
  atUs: monoUs((sentUs + receivedUs) / 2),
  outUs: answer.receivedAt - sentUs,
  backUs: receivedUs - answer.sentAt,
  rootErrorUs: answer.rootErrorUs,
  isFreeRunning: answer.isFreeRunning,
});

export const roundTripUs = ({ outUs, backUs }: Exchange): number => outUs + backUs;

/** What a burst says. The true offset is within half the round trip of `offsetUs`, whatever the network did. */
export interface BurstResult {
  readonly atUs: MonoUs;
  /** UTC less CLOCK_MONOTONIC. */
  readonly offsetUs: number;
  /** Of the quickest way there and the quickest way back: at most that of the quickest exchange. */
  readonly roundTripUs: number;
  /** From the first exchange to the last. */
  readonly spanUs: number;
  readonly rootErrorUs: number;
  /** The server goes by its own clock, by its own word. */
  readonly isFreeRunning: boolean;
}

/**
 * The quickest way there may have been in one exchange, and the quickest way back in another: together they say more than
 * the one exchange that was quickest as a whole. `driftPpm` is what the box's clock loses meanwhile.
 */
export const resultOf = (
  exchanges: readonly Exchange[],
  driftPpm: number,
): BurstResult | undefined => {
  const [first] = exchanges;
  if (first === undefined) return undefined;
  const times = exchanges.map(({ atUs }) => atUs);
  const spanUs = Math.max(...times) - Math.min(...times);
  const atUs = monoUs(Math.min(...times) + spanUs / 2);
  const lostUs = (exchange: Exchange): number => ((exchange.atUs - atUs) * driftPpm) / US_PER_S;
  const outUs = Math.min(...exchanges.map((exchange) => exchange.outUs - lostUs(exchange)));
  const backUs = Math.min(...exchanges.map((exchange) => exchange.backUs + lostUs(exchange)));
  return {
    atUs,
    offsetUs: (outUs - backUs) / 2,
    // A drift that is not known yet may make this less than nothing.
    roundTripUs: Math.max(0, outUs + backUs),
    spanUs,
    rootErrorUs: Math.max(...exchanges.map((exchange) => exchange.rootErrorUs)),
    isFreeRunning: exchanges.some((exchange) => exchange.isFreeRunning),
  };
};
