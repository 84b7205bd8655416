/**
 * A lane: one thing of one box over the common time axis, with its name on the left and what it came to on the right.
 * Drawn whole on the server, so that it can be read without scripts; the readout is what the crosshair rewrites.
 */
import { html, type Fragment, type Markup } from '../markup.ts';
import { secondsOf, shareOf, ticksOf, type TimeAxis } from './time-axis.ts';

export interface Lane {
  /** Names the lane in the page (`data-lane`) and in the style. */
  readonly kind: 'horn' | 'supply' | 'line' | 'phase' | 'buffer' | 'missing' | 'link';
  readonly label: string;
  /** A second, smaller line under the label. */
  readonly key?: string;
  /** What it came to over the whole run, in a word or two. */
  readonly summary: string;
  readonly plot: Markup;
  readonly moments: readonly Moment[];
}

/** `text` holds from `atUs` until the next moment. */
export interface Moment {
  readonly atUs: number;
  readonly text: string;
}

/** A stretch of time in which something held. */
export interface Span {
  readonly fromUs: number;
  readonly toUs: number;
  readonly label: string;
  readonly style: string;
}

/** Every plot is stretched to its lane, so x runs over 1000 units whatever the screen is. */
export const PLOT_WIDTH = 1_000;
export const PLOT_HEIGHT = 100;
export const TICKS_MOST = 12;

export const laneRow = (lane: Lane, readoutId: string): Markup =>
  html` <div class="lane lane-${lane.kind}" data-lane="${lane.kind}">
    <span class="lane-label"
      >${lane.label}${lane.key === undefined ? null : html`<small>${lane.key}</small>`}</span
    >
    <div class="plot">${lane.plot}</div>
    <span class="readout" id="${readoutId}" data-summary="${lane.summary}">${lane.summary}</span>
  </div>`;

/** A number of the plot's own coordinates: one decimal is a tenth of a pixel. */
export const units = (value: number): string => String(Math.round(value * 10) / 10);

export const xOf = (axis: TimeAxis, atUs: number): number => shareOf(axis, atUs) * PLOT_WIDTH;

/** The drawing of a lane. `description` is what is read aloud in its place. */
export const plotOf = (description: string, drawing: Fragment): Markup =>
  html` <svg
    viewBox="0 0 ${PLOT_WIDTH} ${PLOT_HEIGHT}"
    preserveAspectRatio="none"
    role="img"
    aria-label="${description}"
  >
    ${drawing}
  </svg>`;

/** Bars are boxes of the page and not of the drawing, so that the words in them (`worded`) are not stretched. */
export const barsOf = (axis: TimeAxis, spans: readonly Span[], worded = false): Markup =>
  html`${spans
    .filter((span) => span.toUs > axis.fromUs && span.fromUs < axis.toUs)
    .map((span) => {
      const left = shareOf(axis, span.fromUs) * 100;
      const width = shareOf(axis, span.toUs) * 100 - left;
      const seconds = `${secondsOf(axis, span.fromUs).toFixed(2)} to ${secondsOf(axis, span.toUs).toFixed(2)} s`;
      return html`<span
        class="bar bar-${span.style}"
        style="left:${left.toFixed(3)}%;width:${width.toFixed(3)}%"
        title="${span.label}: ${seconds}"
        >${worded ? html`<span>${span.label}</span>` : null}</span
      >`;
    })}`;

/** The lines that run behind all lanes of a box: round seconds, and where the bulletin begins and ends. */
export const gridOf = (axis: TimeAxis): Markup => {
  const upright = (atUs: number): string => `M${units(xOf(axis, atUs))} 0V${String(PLOT_HEIGHT)}`;
  const grid = ticksOf(axis, TICKS_MOST).map(upright).join('');
  const edges = [axis.startUs, axis.endUs].map(upright).join('');
  return html`<div class="grid-track plot" aria-hidden="true">
    <svg viewBox="0 0 ${PLOT_WIDTH} ${PLOT_HEIGHT}" preserveAspectRatio="none">
      <path class="grid" d="${grid}" />
      <path class="edge" d="${edges}" />
    </svg>
  </div>`;
};
