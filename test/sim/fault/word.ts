/** Faults of what a box says of itself, and of the bounds that it keeps. */
import { EPOCH_US } from '../trace.ts';
import { S, forget, retell, type Fault } from './fault.ts';
import { BOX, played } from './good-trace.ts';

export const FAULTS_OF_WORD: Readonly<Record<string, Fault>> = {
  'a core that throws': {
    oracle: 'bounds',
    says: /threw: Error: no/,
    spoil: ({ box }) => void box.crashes.push({ atUs: 5 * S, error: 'Error: no' }),
  },
  'a core that wakes for nothing': {
    oracle: 'bounds',
    says: /woke again and again/,
    spoil: ({ box }) => void box.spins.push(5 * S),
  },
  'a core that oversleeps': {
    oracle: 'bounds',
    says: /woken too late/,
    spoil: ({ box }) => void box.overslept.push({ atUs: 5 * S, effect: 'log' }),
  },
  'too many effects at once': {
    oracle: 'bounds',
    says: /500 effects in one step/,
    spoil: ({ box }) => void (box.most.effects = 500),
  },
  'too many announcements at once': {
    oracle: 'bounds',
    says: /50 announcements at once/,
    spoil: ({ box }) => void (box.most.sessions = 50),
  },
  'a jitter buffer beyond its bound': {
    oracle: 'bounds',
    says: /600 frames in a jitter buffer/,
    spoil: (good) => retell(good, { bufferFrames: 600 }),
  },
  'a box without a heartbeat': {
    oracle: 'bounds',
    says: /no heartbeat/,
    spoil: ({ box }) => forget(box, ({ of }) => of === 'telemetry'),
  },
  'more reports at once than are kept': {
    oracle: 'bounds',
    says: /more records at once/,
    spoil: ({ box }) => {
      const [text = ''] = box.disk;
      for (let count = 0; count < 17; count++) box.proved.push({ atUs: 50_000, text });
    },
  },
  'a session number that does not rise': {
    oracle: 'birth-and-will',
    says: /session 1 after 1/,
    spoil: ({ box }) => void box.links.push({ atUs: 40 * S, session: 1, state: 'connecting' }),
  },
  'a connection without a birth': {
    oracle: 'birth-and-will',
    says: /no birth in session 1/,
    spoil: ({ box }) => forget(box, (report) => report.of === 'state' && report.state === 'ready'),
  },
  'a birth before its connection': {
    oracle: 'birth-and-will',
    says: /ready in session 2, which is not up/,
    spoil: ({ box }) =>
      void box.published.push({
        atUs: 5 * S,
        report: { of: 'state', box: BOX, state: 'ready', session: 2, version: 'sim' },
      }),
  },
  'a will that overwrites a newer birth': {
    oracle: 'birth-and-will',
    says: /is read as lost in session 1, and is ready in session 1/,
    spoil: ({ trace }) =>
      void trace.news.splice(1, 0, {
        atUs: 60 * S,
        report: { box: BOX, state: 'lost', session: 1, version: 'sim' },
      }),
  },
  'a farewell that nobody reads': {
    oracle: 'birth-and-will',
    says: /is read as ready in session 1, and sleeps/,
    spoil: ({ trace }) => void trace.news.pop(),
  },
  'an announcement without a report': {
    oracle: 'played-report',
    says: /no report of stream 0/,
    spoil: ({ box, stream }) =>
      forget(box, (report) => report.of === 'played' && report.id === stream.id),
  },
  'two reports of one announcement': {
    oracle: 'played-report',
    says: /2 reports of stream 0/,
    spoil: ({ box, stream }) =>
      void box.published.push({ atUs: 13 * S, report: { of: 'played', ...played(stream) } }),
  },
  'a report of what was never held': {
    oracle: 'played-report',
    says: /reports nothing, which it never held/,
    spoil: ({ box, stream }) =>
      void box.published.push({
        atUs: 13 * S,
        report: { of: 'played', ...played(stream), id: 'nothing' },
      }),
  },
  'a report with another end': {
    oracle: 'played-report',
    says: /reported as displaced, and ended by complete/,
    spoil: (good) => retell(good, { why: 'displaced' }),
  },
  'a report of more than was heard': {
    oracle: 'played-report',
    says: /reports 96480 samples of stream 0; 96000 left the horn/,
    spoil: (good) => retell(good, { heardS: 2.01 }),
  },
  'a report of another first moment': {
    oracle: 'played-report',
    says: /first heard 5000 µs off what is reported/,
    spoil: (good) => retell(good, { firstSoundAtUs: EPOCH_US + good.stream.startUs + 5_000 }),
  },
  'a report of another first sample': {
    oracle: 'played-report',
    says: /reports sample 960 as the first of stream 0; it was 0/,
    spoil: (good) => retell(good, { firstSample: 960 }),
  },
};
