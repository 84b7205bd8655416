/** The lanes of things that are in one state or another: the two relays, the phase of the announcement, the link. */
import { US_PER_S, type RelayName } from '../../../agent/core/vocabulary.ts';
import { html } from '../markup.ts';
import { barsOf, plotOf, type Lane, type Moment, type Span } from './lane.ts';
import { counted, seconds } from '../quantity.ts';
import { lastKnownUs } from './buffer-lanes.ts';
import type { BoxRecord } from '../record/run-record.ts';
import type { TimeAxis } from './time-axis.ts';

/** A change into `state` (null: none worth a bar) at `atUs`. */
interface Change {
  readonly atUs: number;
  readonly state: string | null;
}

/** From the journal of the relay bank, which holds every switching. A relay is off until it is said to be on. */
export const relayLane = (box: BoxRecord, relay: RelayName, axis: TimeAxis): Lane => {
  const changes = box.relays
    .filter((event) => event.relay === relay)
    .map((event) => ({ atUs: event.atUs, state: event.on ? 'on' : null }));
  const spans = spansOf(changes, axis, () => relay);
  const onUs = spans.reduce((sum, span) => sum + span.toUs - span.fromUs, 0);
  const label = relay === 'supply' ? 'Amplifier supply' : 'Speaker line';
  const isLeftOn = changes.at(-1)?.state === 'on';
  return {
    kind: relay,
    label,
    summary: spans.length === 0 ? 'never on' : isLeftOn ? 'left on' : `on ${seconds(onUs)}`,
    plot: html`${plotOf(`${label}: on for ${seconds(onUs)}`, null)}${barsOf(axis, spans)}`,
    moments: momentsOf(changes, axis, 'off'),
  };
};

/** From the heartbeats: a phase is known to have held from the heartbeat that named it to the next. */
export const phaseLane = (box: BoxRecord, axis: TimeAxis): Lane => {
  const changes = box.telemetry.map((sample) => ({
    atUs: sample.atUs,
    state: sample.announcement?.phase ?? null,
  }));
  const heldUntilUs = lastKnownUs(box.telemetry);
  const spans = spansOf(changes, axis, (phase) => phase, heldUntilUs);
  return {
    kind: 'phase',
    label: 'Bulletin',
    summary: box.played?.why ?? 'no report',
    plot: html`${plotOf('Phases of the bulletin on this box', null)}${barsOf(axis, spans, true)}`,
    moments: [...momentsOf(changes, axis, 'none'), { atUs: heldUntilUs, text: 'no report' }],
  };
};

/** As the broker saw it. Before the first event the box had never been connected. */
export const linkLane = (box: BoxRecord, axis: TimeAxis): Lane => {
  const changes = box.link.map((event) => ({ atUs: event.atUs, state: event.up ? 'up' : null }));
  const spans = spansOf(changes, axis, () => 'link');
  const breaks = box.link.filter((event) => !event.up && event.atUs < axis.endUs).length;
  return {
    kind: 'link',
    label: 'MQTT link',
    summary: linkSummary(box.link.length > 0, breaks),
    plot: html`${plotOf('Link to the broker', null)}${barsOf(axis, spans)}`,
    moments: momentsOf(changes, axis, 'down'),
  };
};

const linkSummary = (wasSeen: boolean, breaks: number): string => {
  if (!wasSeen) return 'never up';
  return breaks === 0 ? 'never broke' : `broke ${counted(breaks, 'time')}`;
};

/** Joins changes into the same state. The last state holds to `heldUntilUs`, or to the end of the axis. */
const spansOf = (
  changes: readonly Change[],
  axis: TimeAxis,
  styleOf: (state: string) => string,
  heldUntilUs: number = Math.max(axis.toUs, changes.at(-1)?.atUs ?? 0),
): readonly Span[] => {
  const spans: Span[] = [];
  const end = { atUs: heldUntilUs, state: null };
  let open: Change = { atUs: axis.fromUs, state: null };
  for (const change of [...changes, end]) {
    const { atUs: fromUs, state } = open;
    if (change.state === state) continue;
    if (state !== null) {
      spans.push({ fromUs, toUs: change.atUs, label: state, style: styleOf(state) });
    }
    open = change;
  }
  return spans;
};

const momentsOf = (changes: readonly Change[], axis: TimeAxis, none: string): readonly Moment[] => {
  const moments: Moment[] = [{ atUs: axis.fromUs - US_PER_S, text: none }];
  for (const change of changes) {
    const text = change.state ?? none;
    if (moments.at(-1)?.text !== text) moments.push({ atUs: change.atUs, text });
  }
  return moments;
};
