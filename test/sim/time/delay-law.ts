/** How long packets are under way between a box and its time server, by the kind of network. Nothing here knows of clocks. */
import type { Chance } from '../world/chance.ts';
import { gauss } from './crystal.ts';

export type Way = 'there' | 'back';
/** µs under way for a packet sent at world time `atUs`; undefined where it is lost. */
export type DelayLaw = (atUs: number, way: Way) => number | undefined;

/** A switch or two; now and then somebody else's big packet. */
export const lan = (chance: Chance): DelayLaw => {
  return () => {
    if (chance.hits(0.001)) return undefined;
    return 100 + chance.waitUs(30) + (chance.hits(0.02) ? chance.waitUs(2_000) : 0);
  };
};

/** Contention, retries, and a station that sleeps between beacons. */
export const wifi = (chance: Chance): DelayLaw => {
  return (_, way) => {
    if (chance.hits(0.005)) return undefined;
    const sleepUs = way === 'back' && chance.hits(0.1) ? chance.between(0, 100_000) : 0;
    return 800 + chance.waitUs(700) + (chance.hits(0.1) ? chance.waitUs(15_000) : 0) + sleepUs;
  };
};

/**
 * 4G. Uplink waits for a grant (a scheduling request every 10 ms), a retransmission takes 8 ms, and every half minute the cell
 * stands still, for a third of a second as a rule, up to eight seconds; then all comes at once.
 */
export const mobile = (chance: Chance): DelayLaw => {
  const stallsFrom = chance.fork('stalls');
  let stall = { fromUs: stallsFrom.waitUs(30e6), toUs: 0 };
  return (atUs, way) => {
    while (atUs > stall.toUs) {
      const fromUs = Math.max(stall.fromUs, stall.toUs + stallsFrom.waitUs(30e6));
      stall = { fromUs, toUs: fromUs + Math.min(8e6, 0.3e6 * Math.exp(1.2 * gauss(stallsFrom))) };
    }
    if (chance.hits(0.01)) return undefined;
    let delayUs = 20_000;
    if (way === 'there') delayUs += chance.between(0, 10_000) + chance.waitUs(3_000);
    else delayUs += chance.between(0, 3_000) + chance.waitUs(4_000);
    while (chance.hits(0.1)) delayUs += 8_000;
    if (atUs >= stall.fromUs) delayUs += stall.toUs - atUs + chance.waitUs(20_000);
    return delayUs;
  };
};

/** One way is longer than the other by `byUs`, always. */
export const lopsided =
  (law: (chance: Chance) => DelayLaw, byUs: number) =>
  (chance: Chance): DelayLaw => {
    const even = law(chance);
    return (atUs, way) => {
      const delayUs = even(atUs, way);
      return delayUs === undefined || way === 'back' ? delayUs : delayUs + byUs;
    };
  };

/** Another cell every ten minutes: each way is longer by something else, up to `mostUs`. */
export const moving =
  (law: (chance: Chance) => DelayLaw, mostUs: number) =>
  (chance: Chance): DelayLaw => {
    const even = law(chance);
    const cells = chance.fork('cells');
    let cell = { untilUs: -1, there: 0, back: 0 };
    return (atUs, way) => {
      while (atUs > cell.untilUs) {
        const untilUs = Math.max(0, cell.untilUs) + cells.waitUs(600e6);
        cell = { untilUs, there: cells.between(0, mostUs), back: cells.between(0, mostUs) };
      }
      const delayUs = even(atUs, way);
      return delayUs === undefined ? undefined : delayUs + cell[way];
    };
  };
