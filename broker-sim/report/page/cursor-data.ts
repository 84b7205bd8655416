/** What the page's own script needs to answer "and at this moment?": written into the page as JSON, read by the crosshair. */

/** A text that holds from its instant until the next one. Instants are seconds since the start of the bulletin. */
export interface CursorSeries {
  /** Identifier of the element that shows the text. */
  readonly readout: string;
  readonly atS: readonly number[];
  /** Index into `CursorData.texts` for each instant. */
  readonly text: readonly number[];
}

/** A stretch of a WAV: its position `wavS` in the file left the horn at `atS`. */
export interface WavPlace {
  readonly wavS: number;
  readonly atS: number;
}

export interface CursorData {
  readonly fromS: number;
  readonly toS: number;
  /** UTC of the start in ms since 1970. */
  readonly startUtcMs: number;
  readonly texts: readonly string[];
  readonly series: readonly CursorSeries[];
  /** By identifier of the box's link to its WAV. */
  readonly wavs: Readonly<Record<string, readonly WavPlace[]>>;
  /** The boxes' samples in the close view; null where nothing was heard. */
  readonly closeUp: CloseUpData | null;
}

export interface CloseUpData {
  /** Instant of the first column, and width of a column, in seconds. */
  readonly fromS: number;
  readonly stepS: number;
  readonly columns: number;
  /** One sample a column; null where nothing left the horn. */
  readonly boxes: readonly { readonly id: string; readonly samples: readonly (number | null)[] }[];
}
