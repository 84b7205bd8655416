/** Gathers what each lane was at each moment into the data that the page's crosshair reads. */
import { SAMPLE_RATE_HZ, US_PER_MS } from '../../../agent/core/vocabulary.ts';
import { listenId, readoutId, type BoxDrawing } from '../box-article.ts';
import type { Lane } from './lane.ts';
import type { CloseUpData, CursorData, CursorSeries } from '../page/cursor-data.ts';
import { secondsOf, type TimeAxis } from './time-axis.ts';

export interface DrawnBox {
  readonly drawing: BoxDrawing;
  readonly lanes: readonly Lane[];
}

export const cursorData = (
  boxes: readonly DrawnBox[],
  axis: TimeAxis,
  closeUp: CloseUpData | null,
): CursorData => {
  const texts = new Map<string, number>();
  const indexOf = (text: string): number => {
    const index = texts.get(text) ?? texts.size;
    texts.set(text, index);
    return index;
  };
  const series = boxes.flatMap(({ drawing, lanes }) =>
    lanes.map((lane): CursorSeries => ({
      readout: readoutId(drawing, lane),
      atS: lane.moments.map((moment) => secondsOf(axis, moment.atUs)),
      text: lane.moments.map((moment) => indexOf(moment.text)),
    })),
  );
  return {
    fromS: secondsOf(axis, axis.fromUs),
    toS: secondsOf(axis, axis.toUs),
    startUtcMs: axis.startUtcUs / US_PER_MS,
    texts: [...texts.keys()],
    series,
    wavs: Object.fromEntries(
      boxes.map(({ drawing }) => [listenId(drawing), placesOf(drawing, axis)]),
    ),
    closeUp,
  };
};

const placesOf = ({ box }: BoxDrawing, axis: TimeAxis): CursorData['wavs'][string] =>
  box.segments.map((segment) => ({
    wavS: segment.firstSample / SAMPLE_RATE_HZ,
    atS: secondsOf(axis, segment.startsAtUs),
  }));
