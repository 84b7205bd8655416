/** The part of the page that shows whether the boxes were in step: the zoomed starts, and the offsets in numbers. */
import { US_PER_MS } from '../../agent/core/vocabulary.ts';
import { html, trusted, type Markup } from './markup.ts';
import { PLOT_HEIGHT, PLOT_WIDTH, units } from './lanes/lane.ts';
import type { CloseUpData } from './page/cursor-data.ts';
import {
  count,
  counted,
  decibels,
  signedMicroseconds,
  signedMilliseconds,
  signedSamples,
} from './quantity.ts';
import type { BoxOffset, RunRecord } from './record/run-record.ts';
import type { StartZoom, WideView } from './start-zoom.ts';
import { waveShapes } from './lanes/waveform-lane.ts';

/** The pairs that are furthest apart; a village of twenty has 190 of them. */
const PAIRS_SHOWN = 10;
const SPEED_OF_SOUND_MM_PER_US = 0.343;

export const startSection = (
  record: RunRecord,
  zoom: StartZoom | null,
  tintOf: (boxId: string) => string,
): Markup =>
  html` <section class="start" aria-labelledby="start-heading">
    <h2 id="start-heading">In step</h2>
    ${
      zoom === null
        ? html`<p class="absent-note">Nothing left any horn, so there is no start to look at.</p>`
        : html`<div class="start-views">
            ${wideView(zoom.wide, record, tintOf)}${closeView(zoom.close, tintOf)}
          </div>`
    }
    ${offsetTable(record.offsets)}
  </section>`;

const wideView = (wide: WideView, record: RunRecord, tintOf: (boxId: string) => string): Markup => {
  const scale = Math.max(1, ...wide.rows.map((row) => row.peaks.peak));
  const share = (atUs: number): number => (atUs - wide.fromUs) / (wide.toUs - wide.fromUs);
  const lengthMs = (wide.toUs - wide.fromUs) / US_PER_MS;
  const ticks = Array.from({ length: 7 }, (_, index) => index / 6);
  return html`<figure class="wide-view">
    <figcaption>
      The start of each box, ${count(lengthMs)} ms of it. Dotted: its first sample that is not
      silence.
    </figcaption>
    ${wide.rows.map(({ box, peaks }) => {
      const firstUs = box.firstSoundAtUs;
      const mark =
        firstUs !== null && share(firstUs) <= 1 ? units(share(firstUs) * PLOT_WIDTH) : null;
      return html`<div class="wide-row ${tintOf(box.id)}">
        <span class="box-name">${box.id}</span>
        <div class="plot">
          <svg
            viewBox="0 0 ${PLOT_WIDTH} ${PLOT_HEIGHT}"
            preserveAspectRatio="none"
            role="img"
            aria-label="Start of ${box.id}"
          >
            ${mark === null ? null : html`<path class="edge" d="M${mark} 0V100" />`}
            <g class="wave">${waveShapes(peaks, scale)}</g>
          </svg>
        </div>
      </div>`;
    })}
    <div class="ticks">
      ${ticks.map((at) => {
        const us = wide.fromUs + at * (wide.toUs - wide.fromUs) - record.startAt.monoUs;
        return html`<span style="left:${(at * 100).toFixed(2)}%"
          >${signedMilliseconds(us, 0)}</span
        >`;
      })}
    </div>
  </figure>`;
};

/** Lines of one colour would hide each other where they agree, so each is drawn thinner than the one below it. */
const closeView = (close: CloseUpData, tintOf: (boxId: string) => string): Markup => {
  const scale = Math.max(
    1,
    ...close.boxes.flatMap((box) => box.samples.map((sample) => Math.abs(sample ?? 0))),
  );
  const ticks = Array.from({ length: 6 }, (_, index) => index / 5);
  return html`<figure class="close-up">
    <figcaption>
      The first sound rises,
      ${close.boxes.length === 1 ? 'one box' : `${counted(close.boxes.length, 'box', 'boxes')} laid over one another`};
      one step is one sample, 20.8 µs. Full height is ${decibels(scale)}.
    </figcaption>
    <div class="plot">
      <svg
        viewBox="0 0 ${PLOT_WIDTH} ${PLOT_HEIGHT}"
        preserveAspectRatio="none"
        role="img"
        aria-label="First samples of all boxes"
      >
        <path class="grid" d="M0 50H1000" />
        ${close.boxes.map((box, index) => {
          const path = samplePath(box.samples, close.columns, scale);
          return html`<path
            class="trace ${tintOf(box.id)}"
            style="${layerStyle(index, close.boxes.length)}"
            d="${trusted(path)}"
          />`;
        })}
      </svg>
    </div>
    <div class="ticks">
      ${ticks.map((at) => {
        const us = (close.fromS + at * close.columns * close.stepS) * 1e6;
        return html`<span style="left:${(at * 100).toFixed(2)}%"
          >${signedMilliseconds(us, 0)}</span
        >`;
      })}
    </div>
    <p class="legend">
      ${close.boxes.map(
        (box, index) =>
          html`<span class="${tintOf(box.id)}" style="${layerStyle(index, close.boxes.length)}"
            ><i></i>${box.id}</span
          >`,
      )}
    </p>
    <p class="close-up-readout" aria-live="polite"></p>
  </figure>`;
};

/** Layer 0 lies at the bottom, broad and pale; the last one on top, thin and strong. */
const layerStyle = (layer: number, layers: number): string => {
  const height = layers === 1 ? 1 : layer / (layers - 1);
  return `--width:${(11 - 9.4 * height).toFixed(1)}px;--strength:${(35 + 65 * height).toFixed(0)}%`;
};

const samplePath = (
  samples: readonly (number | null)[],
  columns: number,
  scale: number,
): string => {
  let path = '';
  let isDrawing = false;
  samples.forEach((sample, column) => {
    if (sample !== null) {
      const left = units((column / columns) * PLOT_WIDTH);
      const right = units(((column + 1) / columns) * PLOT_WIDTH);
      const y = units((PLOT_HEIGHT / 2) * (1 - (0.94 * sample) / scale));
      path += `${isDrawing ? 'L' : 'M'}${left} ${y}H${right}`;
    }
    isDrawing = sample !== null;
  });
  return path;
};

const offsetTable = (offsets: readonly BoxOffset[]): Markup | null => {
  if (offsets.length === 0) return null;
  const widest = [...offsets].sort((a, b) => Math.abs(b.us) - Math.abs(a.us)).slice(0, PAIRS_SHOWN);
  const more = offsets.length - widest.length;
  return html`<table class="offsets">
    <caption>
      How much later the second box was heard than the
      first${more > 0 ? `; the ${String(PAIRS_SHOWN)} widest of ${count(offsets.length)} pairs` : ''}
    </caption>
    <thead>
      <tr>
        <th scope="col">Pair</th>
        <th scope="col">Samples</th>
        <th scope="col">Time</th>
        <th scope="col">Way of sound in air</th>
      </tr>
    </thead>
    <tbody>
      ${widest.map(
        (offset) =>
          html`<tr>
            <th scope="row">${offset.pair[0]} → ${offset.pair[1]}</th>
            <td data-label="Samples">${signedSamples(offset.samples)}</td>
            <td data-label="Time">${signedMicroseconds(offset.us)}</td>
            <td data-label="Way of sound in air">${wayInAir(offset.us)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
};

const wayInAir = (us: number): string => {
  const mm = Math.abs(us) * SPEED_OF_SOUND_MM_PER_US;
  if (mm >= 1_000) return `${(mm / 1_000).toFixed(1)} m`;
  return `${mm.toFixed(mm < 10 ? 1 : 0)} mm`;
};
