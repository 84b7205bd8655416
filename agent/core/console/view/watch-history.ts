/** What `watch` has seen in the last half minute, for its sparklines. Bounded: the oldest falls out. */
import { FRAME_US, US_PER_MS } from '../../vocabulary.ts';
import type { BoxSnapshot } from '../snapshot.ts';

export const HISTORY_COLUMNS = 40;

export class WatchHistory {
  readonly levelDb: (number | null)[] = [];
  readonly bufferMs: (number | null)[] = [];
  readonly stepUs: (number | null)[] = [];

  note({ levelDb, announcement }: BoxSnapshot): void {
    keep(this.levelDb, levelDb);
    keep(this.bufferMs, announcement && (announcement.bufferFrames * FRAME_US) / US_PER_MS);
    keep(this.stepUs, announcement?.stepError?.p95Us ?? null);
  }
}

const keep = (values: (number | null)[], value: number | null): void => {
  values.push(value);
  if (values.length > HISTORY_COLUMNS) values.shift();
};
