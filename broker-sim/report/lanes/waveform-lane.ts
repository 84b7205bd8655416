/** The lane of what left the horn: peaks and RMS of the WAV, at one scale for all boxes, with the instants it ran dry. */
import { html, trusted, type Markup } from '../markup.ts';
import { PLOT_HEIGHT, PLOT_WIDTH, plotOf, units, xOf, type Lane, type Moment } from './lane.ts';
import { counted, decibels } from '../quantity.ts';
import type { BoxRecord } from '../record/run-record.ts';
import type { TimeAxis } from './time-axis.ts';
import type { WaveformPeaks } from './waveform-peaks.ts';

/** Either the peaks of the WAV, or why there are none, in words. */
export type Waveform = WaveformPeaks | string;

/** `scale` is the amplitude that fills the lane: the loudest of all boxes, so that a quieter box looks quieter. */
export const waveformLane = (
  box: BoxRecord,
  waveform: Waveform,
  axis: TimeAxis,
  scale: number,
): Lane => {
  if (typeof waveform === 'string') {
    const plot = html`${plotOf(waveform, null)}<span class="absent">${waveform}</span>`;
    return { kind: 'horn', label: 'Horn', summary: 'no sound', plot, moments: [] };
  }
  const description = `Waveform of ${box.id}: peak ${decibels(waveform.peak)} of full scale`;
  const drawing = [
    html`<g class="wave">${waveShapes(waveform, scale)}</g>`,
    html`<path
      class="xrun"
      d="${box.xruns.map((xrun) => `M${units(xOf(axis, xrun.atUs))} 0V100`).join('')}"
    />`,
  ];
  const dry = box.xruns.length > 0 ? `, ${counted(box.xruns.length, 'underrun')}` : '';
  return {
    kind: 'horn',
    label: 'Horn',
    summary: `peak ${decibels(waveform.peak)}${dry}`,
    plot: plotOf(description, drawing),
    moments: loudnessOf(waveform, axis),
  };
};

/** The waveform as two outlines: the faint one from least to greatest sample, the strong one of the RMS. */
export const waveShapes = (peaks: WaveformPeaks, scale: number): Markup => {
  const y = (sample: number): number => (PLOT_HEIGHT / 2) * (1 - sample / Math.max(1, scale));
  const outline = (top: (column: number) => number, bottom: (column: number) => number): string =>
    heardStretches(peaks.heard)
      .map(([from, to]) => stretchOutline(peaks.heard.length, from, to, top, bottom))
      .join('');
  const extremes = outline(
    (column) => y(peaks.greatest[column] ?? 0),
    (column) => y(peaks.least[column] ?? 0),
  );
  const body = outline(
    (column) => y(peaks.rms[column] ?? 0),
    (column) => y(-(peaks.rms[column] ?? 0)),
  );
  return trusted(`<path class="wave-peaks" d="${extremes}"/><path class="wave-rms" d="${body}"/>`);
};

/** Runs of columns in which the sink was open, as [from, to). */
const heardStretches = (heard: Uint8Array): readonly (readonly [number, number])[] => {
  const stretches: [number, number][] = [];
  let from = -1;
  for (let column = 0; column <= heard.length; column += 1) {
    if (heard[column] === 1) {
      if (from < 0) from = column;
    } else if (from >= 0) {
      stretches.push([from, column]);
      from = -1;
    }
  }
  return stretches;
};

/** Silence is kept visible as a line a tenth of a pixel high, which the stroke of the style thickens. */
const stretchOutline = (
  columns: number,
  from: number,
  to: number,
  top: (column: number) => number,
  bottom: (column: number) => number,
): string => {
  const x = (column: number): string => units(((column + 0.5) / columns) * PLOT_WIDTH);
  const there: string[] = [];
  const back: string[] = [];
  for (let column = from; column < to; column += 1) {
    there.push(`${x(column)} ${units(top(column))}`);
    back.unshift(`${x(column)} ${units(bottom(column))}`);
  }
  return `M${there.join('L')}L${back.join('L')}Z`;
};

const loudnessOf = (peaks: WaveformPeaks, axis: TimeAxis): readonly Moment[] => {
  const stepUs = (axis.toUs - axis.fromUs) / peaks.heard.length;
  const moments: Moment[] = [];
  peaks.heard.forEach((heard, column) => {
    const text = heard === 1 ? decibels(peaks.rms[column] ?? 0) : 'closed';
    if (moments.at(-1)?.text !== text) moments.push({ atUs: axis.fromUs + column * stepUs, text });
  });
  return moments;
};
