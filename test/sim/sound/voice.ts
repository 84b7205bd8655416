/** What may be heard, and what was heard: the truth about a stream, and a stretch of sound that was recognised as it. */

/** A stream as it would sound if it were played in its place. */
export interface Voice {
  readonly stream: number;
  /** When its sample 0 is due, in world time. */
  readonly startUs: number;
  readonly frames: number;
  /** Full gain, as a factor. */
  readonly level: number;
  readonly hasChime: boolean;
  /** Clocks and cards are not all exact: a frame may be a few samples shorter or longer. */
  readonly mayBeResampled: boolean;
  /** Some of its packets are broken inside. */
  readonly mayBeBroken: boolean;
}

/** `quiet`: within a stream, but nothing of it. */
export type Source = 'stream' | 'concealed' | 'chime' | 'quiet' | 'unknown';

/** Sound that left a horn without a break, all of one source. */
export interface Span {
  readonly source: Source;
  /** -1 where it is unknown. */
  readonly stream: number;
  /** Place in the stream of the first sample; negative in a chime, meaningless where unknown. */
  readonly position: number;
  /** Place after the last; a frame that was shortened or lengthened has more or fewer places than samples. */
  readonly end: number;
  readonly samples: number;
  readonly fromUs: number;
  readonly toUs: number;
}

/** A step in the sound that nothing explains. */
export interface Click {
  readonly atUs: number;
  readonly step: number;
}
