/** When a relay was on and when a card was open, as stretches of time. */
import type { BoxTrace } from '../trace.ts';
import type { Stretch } from './stretch.ts';

export const relayOn = (box: BoxTrace, relay: 'supply' | 'line', endUs: number): Stretch[] =>
  onStretches(
    box.relays.filter((one) => one.relay === relay).map(({ atUs, on }) => ({ atUs, on })),
    endUs,
  );

export const cardOpen = (box: BoxTrace, endUs: number): Stretch[] =>
  onStretches(
    box.sinks.map(({ atUs, open }) => ({ atUs, on: open })),
    endUs,
  );

const onStretches = (
  changes: readonly { readonly atUs: number; readonly on: boolean }[],
  endUs: number,
): Stretch[] => {
  const stretches: Stretch[] = [];
  let sinceUs: number | undefined;
  for (const { atUs, on } of changes) {
    if (on) sinceUs ??= atUs;
    else if (sinceUs !== undefined) {
      stretches.push([sinceUs, atUs]);
      sinceUs = undefined;
    }
  }
  if (sinceUs !== undefined) stretches.push([sinceUs, endUs]);
  return stretches;
};
