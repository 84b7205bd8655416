/** The lanes drawn from heartbeats: how much sound waits in the jitter buffer, and the frames that were not there in time. */
import { FRAME_US } from '../../../agent/core/vocabulary.ts';
import { html, type Markup } from '../markup.ts';
import { PLOT_HEIGHT, PLOT_WIDTH, plotOf, units, xOf, type Lane } from './lane.ts';
import { counted, seconds } from '../quantity.ts';
import type { BoxRecord, TelemetrySample } from '../record/run-record.ts';
import { shareOf, type TimeAxis } from './time-axis.ts';

/** Heartbeats that can be told apart in the picture; more of them are thinned to this. */
const DRAWN_SAMPLES_MAX = 1_200;

/**
 * At most one heartbeat for each column of the picture: the one with the least in the buffer, so that a dip is never
 * thinned away. The last one is always kept, because counters end there.
 */
export const thinned = (
  telemetry: readonly TelemetrySample[],
  axis: TimeAxis,
  columns = DRAWN_SAMPLES_MAX,
): readonly TelemetrySample[] => {
  const kept: TelemetrySample[] = [];
  let keptColumn = -1;
  for (const sample of telemetry) {
    const column = Math.floor(shareOf(axis, sample.atUs) * columns);
    const last = kept.at(-1);
    if (last === undefined || column !== keptColumn) kept.push(sample);
    else if (bufferedUs(sample) <= bufferedUs(last)) kept[kept.length - 1] = sample;
    keptColumn = column;
  }
  const last = telemetry.at(-1);
  if (last !== undefined && kept.at(-1) !== last) kept.push(last);
  return kept;
};

/** When what the last heartbeat said is no longer known to hold: when the next one would have come. */
export const lastKnownUs = (telemetry: readonly TelemetrySample[]): number => {
  const lastUs = telemetry.at(-1)?.atUs ?? 0;
  return lastUs + lastUs - (telemetry.at(-2)?.atUs ?? lastUs);
};

const NO_REPORT = 'no report';

/** `scaleUs` fills the lane. The dashed line is the group delay: the most that the head-end is ahead. */
export const bufferLane = (
  box: BoxRecord,
  axis: TimeAxis,
  scaleUs: number,
  groupDelayUs: number,
): Lane => {
  const samples = thinned(box.telemetry, axis);
  // In the last group delay the buffer empties because nothing more is to come, and says nothing of the link.
  const filledUs = samples
    .filter((sample) => sample.announcement?.phase === 'playing')
    .filter((sample) => sample.atUs < axis.endUs - groupDelayUs)
    .map(bufferedUs);
  const y = (us: number): string => units(PLOT_HEIGHT * (1 - us / Math.max(1, scaleUs)));
  const points = samples.map(
    (sample) => `${units(xOf(axis, sample.atUs))} ${y(bufferedUs(sample))}`,
  );
  const ends = [samples[0], samples.at(-1)].map((sample) => units(xOf(axis, sample?.atUs ?? 0)));
  const drawing = html` <path class="group-delay" d="M0 ${y(groupDelayUs)}H${PLOT_WIDTH}" />
    ${
      points.length === 0
        ? null
        : html`<path
              class="buffer-area"
              d="M${ends[0] ?? ''} ${PLOT_HEIGHT}L${points.join('L')}L${ends[1] ?? ''} ${PLOT_HEIGHT}Z"
            />
            <path class="buffer-depth" d="M${points.join('L')}" />`
    }`;
  return {
    kind: 'buffer',
    label: 'Jitter buffer',
    key: `dots: ${seconds(groupDelayUs)}`,
    summary: filledUs.length === 0 ? 'never filled' : `lowest ${seconds(Math.min(...filledUs), 2)}`,
    plot: plotOf('Sound waiting in the jitter buffer', drawing),
    moments: [
      ...samples.map((sample) => ({ atUs: sample.atUs, text: seconds(bufferedUs(sample), 2) })),
      { atUs: lastKnownUs(box.telemetry), text: NO_REPORT },
    ],
  };
};

/** The deepest any box was, or the group delay, with air above. */
export const bufferScaleUs = (boxes: readonly BoxRecord[], groupDelayUs: number): number =>
  1.15 *
  boxes.reduce(
    (most, box) =>
      box.telemetry.reduce((deepest, sample) => Math.max(deepest, bufferedUs(sample)), most),
    groupDelayUs,
  );

const LOSSES = ['late', 'concealed', 'silent'] as const;

/** Three rows, one for each kind; a bar covers the time between the heartbeats in which the count rose. */
export const missingLane = (box: BoxRecord, axis: TimeAxis): Lane => {
  const samples = thinned(box.telemetry, axis);
  const totals = LOSSES.map((loss) =>
    samples.reduce((most, sample) => Math.max(most, countOf(sample, loss)), playedCount(box, loss)),
  );
  const lost = LOSSES.flatMap((loss, row) => {
    const total = totals[row] ?? 0;
    return total === 0 ? [] : [`${String(total)} ${loss}`];
  });
  return {
    kind: 'missing',
    label: 'Frames not in time',
    key: LOSSES.join(', '),
    summary: lost.join(', ') || (samples.length === 0 && box.played === null ? NO_REPORT : 'none'),
    plot: plotOf(
      lost.length === 0 ? 'Every frame was there in time' : `Frames: ${lost.join(', ')}`,
      LOSSES.map((loss, row) => lossBars(samples, loss, row, axis)),
    ),
    moments: [
      ...samples.map((sample) => ({
        atUs: sample.atUs,
        text:
          LOSSES.filter((loss) => countOf(sample, loss) > 0)
            .map((loss) => `${String(countOf(sample, loss))} ${loss}`)
            .join(', ') || 'none',
      })),
      { atUs: lastKnownUs(box.telemetry), text: NO_REPORT },
    ],
  };
};

const lossBars = (
  samples: readonly TelemetrySample[],
  loss: (typeof LOSSES)[number],
  row: number,
  axis: TimeAxis,
): Markup =>
  html`${samples.map((sample, index) => {
    const before = samples[index - 1];
    const rise =
      countOf(sample, loss) - (sameAnnouncement(before, sample) ? countOf(before, loss) : 0);
    if (rise <= 0) return null;
    const fromX = xOf(axis, before?.atUs ?? sample.atUs);
    const width = Math.max(2, xOf(axis, sample.atUs) - fromX);
    const height = PLOT_HEIGHT / LOSSES.length;
    return html`<rect
      class="loss-${loss}"
      x="${units(fromX)}"
      y="${units(row * height + 3)}"
      width="${units(width)}"
      height="${units(height - 6)}"
      ><title>${counted(rise, 'frame')} ${loss}</title></rect
    >`;
  })}`;

const bufferedUs = (sample: TelemetrySample): number =>
  (sample.announcement?.bufferFrames ?? 0) * FRAME_US;

const countOf = (sample: TelemetrySample | undefined, loss: (typeof LOSSES)[number]): number =>
  sample?.announcement?.[`${loss}Frames`] ?? 0;

const playedCount = (box: BoxRecord, loss: (typeof LOSSES)[number]): number =>
  box.played?.[`${loss}Frames`] ?? 0;

const sameAnnouncement = (before: TelemetrySample | undefined, sample: TelemetrySample): boolean =>
  before?.announcement?.id === sample.announcement?.id;
