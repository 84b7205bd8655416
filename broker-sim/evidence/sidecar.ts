/** Reads what a box's fake hardware wrote beside its WAV: segments, xruns, relay switchings, one JSON object a line. */
import { readFile } from 'node:fs/promises';
import { monoUs } from '../../agent/core/vocabulary.ts';
import { parseJsonObject } from '../../agent/core/wire/json.ts';
import type { RelayEvent, WavSegment, WavXrun } from '../report/record/run-record.ts';

export interface Sidecar {
  /** In order of their first sample. */
  readonly segments: readonly WavSegment[];
  readonly xruns: readonly WavXrun[];
}

/** A line that is half written (the box was killed) or is none of these is left out. A file that is not there is empty. */
export const readSidecar = async (file: string): Promise<Sidecar> => {
  const segments: WavSegment[] = [];
  const xruns: WavXrun[] = [];
  for (const line of await readLines(file)) {
    const { firstSample, startsAtUs, xrunAtSample, lostSamples, atUs } = line;
    if (isNumber(firstSample) && isNumber(startsAtUs)) {
      segments.push({ firstSample, startsAtUs: monoUs(startsAtUs) });
    } else if (isNumber(xrunAtSample) && isNumber(lostSamples) && isNumber(atUs)) {
      xruns.push({ xrunAtSample, lostSamples, atUs: monoUs(atUs) });
    }
  }
  segments.sort((one, other) => one.firstSample - other.firstSample);
  return { segments, xruns };
};

export const readRelayJournal = async (file: string): Promise<RelayEvent[]> =>
  (await readLines(file)).flatMap(({ atUs, relay, on }) =>
    isNumber(atUs) && (relay === 'supply' || relay === 'line') && typeof on === 'boolean'
      ? [{ atUs: monoUs(atUs), relay, on }]
      : [],
  );

const readLines = async (file: string): Promise<Record<string, unknown>[]> => {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    // The box never got as far as to write one.
    return [];
  }
  return text
    .split('\n')
    .map((line) => parseJsonObject(Buffer.from(line)))
    .filter((fields) => fields !== undefined);
};

const isNumber = (value: unknown): value is number => Number.isFinite(value);
