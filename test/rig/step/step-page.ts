/** `out/step.html`: how far apart two horns were, over time, in one file that needs no other. Draws; measures nothing. */
import { html, trusted, type Markup } from '../../../broker-sim/report/markup.ts';
import { REPORT_STYLE } from '../../../broker-sim/report/report-style.ts';
import type { StepFigures } from './figures.ts';
import type { OffsetPoint } from './offset-series.ts';
import { STEP_TARGET } from './step-target.ts';

const WIDTH = 1_120;
const MARGIN = { left: 76, right: 18, top: 14, bottom: 34 };

export interface StepPage {
  readonly ours: StepFigures;
  readonly peer: StepFigures | undefined;
  /** Under which circumstances, in words. */
  readonly circumstances: string;
}

export const stepPage = ({ ours, peer, circumstances }: StepPage): string => {
  const { p95Us } = ours.apart;
  const seconds = lengthOf(ours);
  const close = Math.max(40, roundUp(1.15 * largestOf([ours.pair, ...ours.dues])));
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>Two horns in step · Loa</title>
        <style>
          ${trusted(REPORT_STYLE + STYLE)}
        </style>
      </head>
      <body>
        <main>
          <p class="kicker"><b>Loa</b>${circumstances}</p>
          <h1>Two horns, ${milliseconds(p95Us)} apart</h1>
          <p class="sentences">
            For 95 % of the time they were no further apart than that; at worst
            ${milliseconds(ours.apart.maxUs)}, and at the first syllable
            ${milliseconds(Math.abs(ours.apart.firstUs))}. ${peerSentence(ours, peer)}
          </p>
          ${
            peer === undefined
              ? null
              : html`<section>
                  <h2>Beside ${peer.name}</h2>
                  ${chart({
                    seconds,
                    reachUs: roundUp(1.1 * largestOf([ours.pair, peer.pair])),
                    lines: [
                      line('peer', peer.name, peer.pair, peer.startAtUs),
                      line('pair', ours.name, ours.pair, ours.startAtUs),
                    ],
                    height: 300,
                  })}
                </section>`
          }
          <section>
            <h2>Closer</h2>
            ${chart({
              seconds,
              reachUs: close,
              bandUs: STEP_TARGET.p95Us,
              lines: [
                ...ours.dues.map((points, at) =>
                  line(
                    `due-${at}`,
                    `${at === 0 ? 'the first' : 'the second'} horn, behind what was due`,
                    points,
                    ours.startAtUs,
                  ),
                ),
                line('pair', 'the second, behind the first', ours.pair, ours.startAtUs),
              ],
              height: 320,
            })}
            <p class="note">
              Shaded: what is promised for 95 % of the time, ± ${milliseconds(STEP_TARGET.p95Us)}. A
              sample lasts 0.021 ms. Each point is a window of 0.2 s; pauses between words have
              none.
            </p>
          </section>
          <section>${table([ours, ...(peer === undefined ? [] : [peer])])}</section>
        </main>
      </body>
    </html>`;
  return `${page.text}\n`;
};

const peerSentence = (ours: StepFigures, peer: StepFigures | undefined): string => {
  if (peer === undefined) return '';
  const times = peer.apart.p95Us / ours.apart.p95Us;
  return `On the same cards ${peer.name} was ${milliseconds(peer.apart.p95Us)} apart, ${times.toFixed(0)} times as far.`;
};

interface Line {
  readonly tone: string;
  readonly label: string;
  /** Seconds of the recording, and µs. */
  readonly points: readonly (readonly [number, number] | undefined)[];
}

const line = (
  tone: string,
  label: string,
  points: readonly OffsetPoint[],
  startUs: number,
): Line => ({
  tone,
  label,
  points: points.map(({ atUs, us }) =>
    us === undefined ? undefined : ([(atUs - startUs) / 1e6, us] as const),
  ),
});

interface Chart {
  readonly seconds: number;
  readonly reachUs: number;
  readonly bandUs?: number;
  readonly lines: readonly Line[];
  readonly height: number;
}

const chart = ({ seconds, reachUs, bandUs, lines, height }: Chart): Markup => {
  const x = (atS: number): number =>
    MARGIN.left + (atS / seconds) * (WIDTH - MARGIN.left - MARGIN.right);
  const y = (us: number): number =>
    MARGIN.top + (0.5 - us / (2 * reachUs)) * (height - MARGIN.top - MARGIN.bottom);
  const levels = ticks(reachUs);
  const everyS = seconds > 30 ? 10 : seconds > 12 ? 5 : 1;
  const times = Array.from({ length: Math.floor(seconds / everyS) + 1 }, (_, at) => at * everyS);
  return html`<figure class="offsets-chart">
    <svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="Offset over time">
      ${
        bandUs === undefined
          ? null
          : html`<rect
              class="band"
              x="${x(0)}"
              width="${x(seconds) - x(0)}"
              y="${y(bandUs)}"
              height="${y(-bandUs) - y(bandUs)}"
            />`
      }
      ${levels.map(
        (us) =>
          html`<path
              class="${us === 0 ? 'zero' : 'level'}"
              d="M${x(0)} ${y(us).toFixed(1)}H${x(seconds)}"
            />
            <text class="tick-us" x="${MARGIN.left - 10}" y="${(y(us) + 4).toFixed(1)}"
              >${signed(us)}</text
            >`,
      )}
      ${times.map(
        (atS) =>
          html`<text class="tick-s" x="${x(atS).toFixed(1)}" y="${height - 10}">${atS} s</text>`,
      )}
      ${lines.map(
        ({ tone, points }) => html`<path class="line ${tone}" d="${pathOf(points, x, y)}" />`,
      )}
    </svg>
    <figcaption class="legend">
      ${lines.map(({ tone, label }) => html`<span><i class="${tone}"></i>${label}</span>`)}
    </figcaption>
  </figure>`;
};

/** Broken where a pause is. */
const pathOf = (
  points: Line['points'],
  x: (atS: number) => number,
  y: (us: number) => number,
): string => {
  let path = '';
  let before = -Infinity;
  for (const point of points) {
    if (point === undefined) {
      before = -Infinity;
      continue;
    }
    const [atS, us] = point;
    path += `${atS - before > PAUSE_S ? 'M' : 'L'}${x(atS).toFixed(1)} ${y(us).toFixed(1)}`;
    before = atS;
  }
  return path;
};

const PAUSE_S = 0.25;

const table = (all: readonly StepFigures[]): Markup =>
  html`<table>
    <caption>
      Offset between both horns after the first half second of sound, and what one of the two
      players costs while it plays.
    </caption>
    <thead>
      <tr>
        <th></th>
        ${[
          'First syllable',
          'p50',
          'p95',
          'Largest',
          'Processor',
          'Memory',
          'Largest step, to the recording’s own',
        ].map((heading) => html`<th>${heading}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${all.map(
        ({ name, apart, cost, stepRatio }) =>
          html`<tr>
            <th>${name}</th>
            <td data-label="First syllable">${milliseconds(Math.abs(apart.firstUs))}</td>
            <td data-label="p50">${milliseconds(apart.p50Us)}</td>
            <td data-label="p95">${milliseconds(apart.p95Us)}</td>
            <td data-label="Largest">${milliseconds(apart.maxUs)}</td>
            <td data-label="Processor">${cost.cpuPercent.toFixed(1)} % of a core</td>
            <td data-label="Memory">${cost.residentMiB.toFixed(0)} MiB</td>
            <td data-label="Largest step">${stepRatio.toFixed(2)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;

const STYLE = `
.offsets-chart{overflow-x:auto}
.offsets-chart svg{display:block;width:100%;min-width:760px;height:auto}
.offsets-chart text{font-size:13px;fill:var(--faint)}
.tick-us{text-anchor:end}.tick-s{text-anchor:middle}
.level{stroke:var(--grid);fill:none}.zero{stroke:var(--edge);fill:none}
.band{fill:var(--good);opacity:.09}
.line{fill:none;stroke:var(--tone);stroke-width:1.6;stroke-linejoin:round;stroke-linecap:round}
.pair{--tone:var(--ink)}.peer{--tone:var(--tint-5)}.due-0{--tone:var(--tint-0)}.due-1{--tone:var(--tint-3)}
.line.due-0,.line.due-1{opacity:.75;stroke-width:1.2}
.legend{margin-top:6px;padding-left:76px;min-height:0;max-width:none}
.legend i{height:3px;background:var(--tone)}
@media (max-width:760px){.legend{padding-left:0}}
.note{margin-top:14px;color:var(--soft);font-size:13.5px;max-width:80ch}`;

const lengthOf = ({ pair, startAtUs }: StepFigures): number =>
  Math.ceil(((pair.at(-1)?.atUs ?? startAtUs) - startAtUs) / 1e6);

const largestOf = (series: readonly (readonly OffsetPoint[])[]): number =>
  Math.max(1, ...series.flat().map(({ us }) => Math.abs(us ?? 0)));

/** The next of 1, 2, 5, 10, … */
const roundUp = (value: number): number => {
  const power = 10 ** Math.floor(Math.log10(value));
  return (ROUND.find((part) => part * power >= value) ?? 10) * power;
};
const ROUND = [1, 2, 3, 4, 5, 6, 8, 10];

const ticks = (reachUs: number): number[] => {
  const step = roundUp(reachUs / 4);
  const steps = Math.floor(reachUs / step);
  return Array.from({ length: 2 * steps + 1 }, (_, at) => (at - steps) * step);
};

const signed = (us: number): string =>
  us === 0 ? '0' : `${us > 0 ? '+' : '\u2212'}${+(Math.abs(us) / 1e3).toFixed(3)} ms`;

const milliseconds = (us: number): string => `${(us / 1e3).toFixed(3)} ms`;
