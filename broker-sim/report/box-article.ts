/** One box of the report: its name and verdict, and its lanes. */
import { monoUs } from '../../agent/core/vocabulary.ts';
import { bufferLane, missingLane } from './lanes/buffer-lanes.ts';
import { html, type Markup } from './markup.ts';
import { gridOf, laneRow, type Lane } from './lanes/lane.ts';
import type { BoxRecord, RunRecord } from './record/run-record.ts';
import { linkLane, phaseLane, relayLane } from './lanes/switch-lanes.ts';
import { utcOf, type TimeAxis } from './lanes/time-axis.ts';
import { utcTime } from './quantity.ts';
import { heardWords, holdsProof, proofWords } from './verdict.ts';
import { waveformLane, type Waveform } from './lanes/waveform-lane.ts';

/** What all boxes share, so that their lanes can be compared. */
export interface Scales {
  readonly amplitude: number;
  readonly bufferUs: number;
}

export interface BoxDrawing {
  readonly box: BoxRecord;
  readonly waveform: Waveform;
  /** Identifier within the page, `box-0` for the first. Names of boxes come from outside and are no identifiers. */
  readonly pageId: string;
  readonly tint: string;
  /** Address of the WAV as seen from the report; null where there is none. */
  readonly wavHref: string | null;
}

export const lanesOf = (
  drawing: BoxDrawing,
  record: RunRecord,
  axis: TimeAxis,
  scales: Scales,
): readonly Lane[] => [
  waveformLane(drawing.box, drawing.waveform, axis, scales.amplitude),
  relayLane(drawing.box, 'supply', axis),
  relayLane(drawing.box, 'line', axis),
  phaseLane(drawing.box, axis),
  bufferLane(drawing.box, axis, scales.bufferUs, record.groupDelayUs),
  missingLane(drawing.box, axis),
  linkLane(drawing.box, axis),
];

export const readoutId = (drawing: BoxDrawing, lane: Lane): string =>
  `${drawing.pageId}-${lane.kind}`;
export const listenId = (drawing: BoxDrawing): string => `${drawing.pageId}-listen`;

export const boxArticle = (drawing: BoxDrawing, lanes: readonly Lane[], axis: TimeAxis): Markup => {
  const { box, pageId, tint, wavHref } = drawing;
  return html` <article
    class="box ${tint}"
    data-box="${box.id}"
    data-verdict="${box.verdict}"
    data-proof="${holdsProof(box) ? 'holds' : 'broken'}"
    aria-labelledby="${pageId}-name"
  >
    <header class="box-head">
      <h3 id="${pageId}-name"><i class="swatch"></i>${box.id}</h3>
      <p class="box-verdict verdict-${box.verdict}">
        ${heardWords(box)}${firstSoundWords(box, axis)}; ${proofWords(box)}
      </p>
      ${wavHref === null ? null : html`<a class="listen" id="${listenId(drawing)}" href="${wavHref}"><span class="listen-word">Listen</span></a>`}
    </header>
    ${box.problems.map((problem) => html`<p class="box-problem">${problem}</p>`)}
    <div class="lanes">
      ${gridOf(axis)}${lanes.map((lane) => laneRow(lane, readoutId(drawing, lane)))}
    </div>
  </article>`;
};

const firstSoundWords = (box: BoxRecord, axis: TimeAxis): string =>
  box.firstSoundAtUs === null
    ? ''
    : `, first at ${utcTime(utcOf(axis, monoUs(box.firstSoundAtUs)), 3)} UTC`;
