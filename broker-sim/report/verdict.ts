/** What a run came to, in words: the first thing that a reader sees, and the last that `loa-sim run` prints. Pure. */
import { FRAME_US } from '../../agent/core/vocabulary.ts';
import { count, counted, seconds, signedMicroseconds, signedSamples } from './quantity.ts';
import type { BoxOffset, BoxRecord, RunRecord } from './record/run-record.ts';

export interface Verdict {
  readonly tone: 'good' | 'partly' | 'bad';
  readonly headline: string;
  /** What else is worth knowing at once. */
  readonly sentences: readonly string[];
  /** One for each box that did not hear all, in the order of the record. */
  readonly troubles: readonly BoxTrouble[];
}

export interface BoxTrouble {
  readonly box: string;
  readonly heard: string;
  readonly problems: readonly string[];
}

export const verdictOf = (record: RunRecord): Verdict => {
  const boxes = record.boxes.length;
  const whole = record.boxes.filter((box) => box.verdict === 'all').length;
  const length = seconds(record.streamFrames * FRAME_US);
  return {
    tone: toneOf(boxes, whole),
    headline:
      boxes === 0
        ? 'No box took part'
        : `${count(whole)} of ${counted(boxes, 'box', 'boxes')} heard all ${length}`,
    sentences: [stepSentence(record), ...lossSentences(record.boxes)],
    troubles: record.boxes
      .filter((box) => box.verdict !== 'all')
      .map((box) => ({ box: box.id, heard: heardWords(box), problems: box.problems })),
  };
};

/** `heard all of it`, `heard 24.6 s`, `heard nothing`. */
export const heardWords = (box: BoxRecord): string => {
  if (box.verdict === 'all') return 'heard all of it';
  if (box.verdict === 'nothing') return 'heard nothing';
  return box.played === null ? 'heard a part' : `heard ${seconds(box.played.heardS * 1_000_000)}`;
};

/** `its proof holds (2 records)` */
export const proofWords = ({ proof }: Pick<BoxRecord, 'proof'>): string => {
  if (proof === null) return 'it proved nothing';
  const records = counted(proof.records, 'record');
  return proof.fault === null
    ? `its proof holds (${records})`
    : `its proof DOES NOT HOLD (${records}: ${proof.fault})`;
};

/** Something came, and it is one whole history. */
export const holdsProof = ({ proof }: Pick<BoxRecord, 'proof'>): boolean => proof?.fault === null;

/** The pair that is furthest apart. */
export const widestOffset = (offsets: readonly BoxOffset[]): BoxOffset | undefined =>
  offsets.reduce<BoxOffset | undefined>(
    (widest, offset) =>
      widest === undefined || Math.abs(offset.us) > Math.abs(widest.us) ? offset : widest,
    undefined,
  );

const toneOf = (boxes: number, whole: number): Verdict['tone'] => {
  if (boxes > 0 && whole === boxes) return 'good';
  return whole > 0 ? 'partly' : 'bad';
};

const stepSentence = (record: RunRecord): string => {
  const widest = widestOffset(record.offsets);
  if (widest === undefined) {
    return record.boxes.length < 2
      ? 'With one box there is nothing to be in step with.'
      : 'Whether the boxes were in step could not be measured.';
  }
  const [first, second] = widest.pair;
  if (widest.samples === 0) {
    const compared = new Set(record.offsets.flatMap((offset) => offset.pair)).size;
    if (compared === 2) return `${first} and ${second} were in step to the sample.`;
    return compared < record.boxes.length
      ? `${count(compared)} boxes could be compared, and were in step to the sample.`
      : `All ${count(compared)} were in step to the sample.`;
  }
  const span = `${signedSamples(Math.abs(widest.samples))} (${signedMicroseconds(Math.abs(widest.us))})`;
  const [early, late] = widest.us > 0 ? [first, second] : [second, first];
  return `At most ${span.replaceAll('+', '')} apart: ${late} was behind ${early}.`;
};

const lossSentences = (boxes: readonly BoxRecord[]): readonly string[] => {
  const total = (of: (box: BoxRecord) => number | undefined): number =>
    boxes.reduce((sum, box) => sum + (of(box) ?? 0), 0);
  const losses = [
    [total((box) => box.played?.lateFrames), 'late'],
    [total((box) => box.played?.concealedFrames), 'concealed'],
    [total((box) => box.played?.silentFrames), 'silent'],
    [total((box) => box.played?.brokenFrames), 'broken'],
  ] as const;
  const underruns = total((box) => box.xruns.length);
  if (boxes.every((box) => box.played === null)) return [];
  const lost = losses.filter(([frames]) => frames > 0);
  if (lost.length === 0 && underruns === 0) {
    const silent = boxes.filter((box) => box.played === null).length;
    const but =
      silent === 0
        ? ''
        : `, as far as was reported: ${counted(silent, 'box', 'boxes')} said nothing at the end`;
    return [`No frame came late, none was concealed, no sound card ran dry${but}.`];
  }
  return [
    [
      ...lost.map(([frames, word]) => `${counted(frames, 'frame')} ${word}`),
      ...(underruns > 0 ? [counted(underruns, 'underrun')] : []),
    ].join(', ') + '.',
  ];
};
