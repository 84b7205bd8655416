/** Faults of what leaves the horn: whose it is, where it is, what is missing, what clicks. */
import assert from 'node:assert/strict';
import { S, retell, type Fault } from './fault.ts';
import { STUDIO, announcement, played, span, streamTruth } from './good-trace.ts';

export const FAULTS_OF_SOUND: Readonly<Record<string, Fault>> = {
  'a sound that nobody knows': {
    oracle: 'speaker-owner',
    says: /unknown sound/,
    spoil: ({ box, stream }) =>
      void box.spans.unshift({ ...span(stream, -9_600, -9_000), source: 'unknown', stream: -1 }),
  },
  'a forged stream that sounds': {
    oracle: 'speaker-owner',
    says: /forged/,
    spoil: ({ trace, box }) => {
      const forged = { ...streamTruth(2, 9.7), isGenuine: false };
      trace.streams.push(forged);
      box.spans.unshift(span(forged, 0, 960));
    },
  },
  'a stream that was never announced to the box': {
    oracle: 'speaker-owner',
    says: /never announced/,
    spoil: ({ trace, box }) => {
      const stray = streamTruth(2, 9.7);
      trace.streams.push(stray);
      box.spans.unshift(span(stray, 0, 960));
    },
  },
  'a stop that is not obeyed': {
    oracle: 'speaker-owner',
    says: /sounds 1500 ms after its end \(stopped\)/,
    also: ['amplifier'],
    spoil: (good) => {
      good.box.control.splice(1, 0, announcement(good.stream, 10.5 * S, 'stop'));
      retell(good, { why: 'stopped', endedBy: STUDIO });
    },
  },
  'a bulletin that goes on while an emergency is due': {
    oracle: 'speaker-owner',
    says: /\(normal\) sounds for \d+ ms while 2 \(emergency\) is due/,
    spoil: ({ trace, box }) => {
      const urgent = { ...streamTruth(2, 10.5), class: 'emergency' } as const;
      trace.streams.push(urgent);
      box.control.splice(1, 0, announcement(urgent, 9 * S));
      const report = { ...played(urgent), why: 'stalled', heardS: 0 } as const;
      box.published.push({
        atUs: 24 * S,
        report: { of: 'played', ...report, firstSoundAtUs: null, firstSample: null },
      });
    },
  },
  'ten samples off its place': {
    oracle: 'place',
    says: /10\.0 samples off its place/,
    spoil: ({ box }) => {
      const [first] = box.spans;
      assert.ok(first !== undefined);
      box.spans[0] = { ...first, position: first.position + 10, end: first.end + 10 };
    },
  },
  'a frame that came and was not heard': {
    oracle: 'nothing-lost',
    says: /1 frames of stream 0 came in time and were not heard, from 50 on/,
    spoil: (good) => {
      const { box, stream } = good;
      box.spans.splice(0, 1, span(stream, 0, 48_000), span(stream, 48_960, 96_000));
      retell(good, { heardS: 1.98 });
    },
  },
  'samples that are heard twice': {
    oracle: 'nothing-lost',
    says: /20 samples of stream 0 were heard twice/,
    spoil: ({ box, stream }) =>
      void box.spans.splice(0, 1, span(stream, 0, 48_020), span(stream, 48_000, 96_000)),
  },
  'a click while the line is closed, whatever the bank does': {
    oracle: 'no-click',
    says: /a step of 400 that nothing explains/,
    spoil: ({ box }) => {
      box.troubles.push({ kind: 'relay-fails', fromUs: 10.9 * S, toUs: 11 * S });
      box.clicks.push({ atUs: 11 * S, step: 400 });
    },
  },
  'a step in the sound': {
    oracle: 'no-click',
    says: /a step of 500/,
    spoil: ({ box }) => void box.clicks.push({ atUs: 11 * S, step: 500 }),
  },
  'a card that is closed in mid-sound': {
    oracle: 'no-click',
    says: /closed at a sample of 900/,
    spoil: ({ box }) => void box.cuts.push({ atUs: 14 * S, cause: 'closed', sample: 900 }),
  },
  'a card that runs dry though the process runs': {
    oracle: 'no-click',
    says: /ran dry/,
    spoil: ({ box }) => void box.cuts.push({ atUs: 13 * S, cause: 'xrun', sample: 0 }),
  },
};
