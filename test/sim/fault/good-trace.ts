/**
 * A trace written by hand, with nothing wrong in it: one box, an announcement from 10 to 12 s, and the last one from 80 to 82 s.
 * Every instant in it can be reckoned on paper, so that one fault can be put into it. No core and no world had a hand in it.
 */
import { createHash } from 'node:crypto';
import { emptyBoxTrace, EPOCH_US, type BoxTrace, type StreamTruth, type Trace } from '../trace.ts';
import type {
  PlayedReport,
  StateReport,
  TelemetryReport,
} from '../../../agent/core/wire/report.ts';
import type { Span } from '../sound/voice.ts';
import { RESTING } from '../../core/body/resting-box.ts';
import { UNHARMED } from '../../core/report-page/report-record.ts';

export const BOX = 'box-1';
export const COMMUNE = 'tinh-ha-noi/xa-lang-ha';
export const STUDIO = `${COMMUNE}/dai-lang-ha`;
export const RIVAL = `${COMMUNE}/dai-thon`;
const S = 1e6;
const FRAMES = 100;
const FRAME_SAMPLES = 960;
const LENGTH_S = 2;
const BUNDLE_FRAMES = 10;
const GROUP_DELAY_US = 1_200_000;
const AMPLIFIER = { warmUpUs: 1 * S, holdUs: 2 * S, minimumOnUs: 2 * S, minimumOffUs: 3 * S };
const UP_US = 50_000;
const CLOSING_S = 95;

export interface GoodTrace {
  readonly trace: Trace;
  readonly box: BoxTrace;
}

/** A new one each time, to be spoilt. */
export const goodTrace = (): GoodTrace => {
  const box = emptyBoxTrace(BOX, 'vn.xa.thon');
  const trace: Trace = {
    amplifier: AMPLIFIER,
    isExact: true,
    order: [],
    streams: [],
    boxes: [box],
    news: [],
    arrived: [],
    faultsEndUs: 20 * S,
    finale: 1,
    closingUs: CLOSING_S * S,
    endUs: (CLOSING_S + 5) * S,
  };
  box.clock.push({ fromUs: 0, errorUs: 0, perUs: 0, trusted: true });
  box.lives.push({
    fromUs: 0,
    toUs: (CLOSING_S + 0.1) * S,
    end: 'exit',
    shutdownUs: CLOSING_S * S,
  });
  box.links.push({ atUs: 0, session: 1, state: 'connecting' });
  box.links.push({ atUs: UP_US, session: 1, state: 'up' });
  tellState(trace, box, UP_US, 'ready');
  for (const atS of [30.05, 90.05]) {
    box.published.push({ atUs: atS * S, report: { of: 'telemetry', ...telemetryAt(atS * S) } });
  }
  for (const startS of [10, 80]) addAnnouncement(trace, box, startS);
  proveThrice(box);
  tellState(trace, box, (CLOSING_S + 0.05) * S, 'sleeping');
  return { trace, box };
};

/** Three records: one early, which is acknowledged, and two as it stops. */
const proveThrice = (box: BoxTrace): void => {
  let previous = '0'.repeat(64);
  for (const [index, atS] of [12, CLOSING_S, CLOSING_S].entries()) {
    const text = JSON.stringify({ number: index + 1, previous, what: `word ${index + 1}` });
    previous = createHash('sha256').update(text).digest('hex');
    box.disk.push(text);
    box.proved.push({ atUs: atS * S, text });
  }
  box.most.acknowledged = 1;
};

/** Announced 3 s before its start, heard whole, in its place, with the amplifier around it, and reported. */
const addAnnouncement = (trace: Trace, box: BoxTrace, startS: number): void => {
  const truth = streamTruth(trace.streams.length, startS);
  const { stream, startUs } = truth;
  trace.streams.push(truth);
  box.control.push(announcement(truth, (startS - 3) * S));
  const bundles = Array.from({ length: FRAMES / BUNDLE_FRAMES }, (_, index) => ({
    atUs: startUs + index * 200_000 - GROUP_DELAY_US,
    sequence: index * BUNDLE_FRAMES,
    frames: BUNDLE_FRAMES,
    last: index === FRAMES / BUNDLE_FRAMES - 1,
  }));
  box.bundles.set(stream, bundles);
  box.spans.push(span(truth, 0, FRAMES * FRAME_SAMPLES));
  const endS = startS + LENGTH_S;
  for (const [atS, relay, on] of [
    [startS - 1.5, 'supply', true],
    [startS - 0.5, 'line', true],
    [endS + 2, 'line', false],
    [endS + 2, 'supply', false],
  ] as const)
    box.relays.push({ atUs: atS * S, relay, on });
  box.sinks.push({ atUs: (startS - 1.5) * S, open: true });
  box.sinks.push({ atUs: (endS + 2) * S, open: false });
  box.cuts.push({ atUs: (endS + 2) * S, cause: 'closed', sample: 0 });
  const report = played(truth);
  box.published.push({ atUs: (endS - 0.1) * S, report: { of: 'played', ...report } });
  trace.arrived.push({ atUs: endS * S, report });
};

export const streamTruth = (stream: number, startS: number): StreamTruth => ({
  stream,
  startUs: startS * S,
  frames: FRAMES,
  level: 1,
  hasChime: false,
  mayBeBroken: false,
  mayBeResampled: false,
  id: `announcement-${stream}`,
  streamId: `${stream}`.repeat(16),
  class: 'normal',
  by: STUDIO,
  isGenuine: true,
  mute: new Set(),
});

/** As a box is given it at `atUs`. Sequences rise with time. */
export const announcement = (
  { stream, by }: StreamTruth,
  atUs: number,
  type: 'announce' | 'renew' | 'stop' = 'announce',
): BoxTrace['control'][number] => ({
  atUs,
  by,
  type,
  stream,
  sequence: Math.round(atUs),
  leaseUs: 15 * S,
  issuedUs: atUs,
  expiresUs: atUs + 60 * S,
  retained: false,
});

/** Samples `from … to` of a stream, heard in their place. */
export const span = ({ stream, startUs }: StreamTruth, from: number, to: number): Span => ({
  source: 'stream',
  stream,
  position: from,
  end: to,
  samples: to - from,
  fromUs: startUs + from / 0.048,
  toUs: startUs + to / 0.048,
});

export const played = ({ id, startUs }: StreamTruth): PlayedReport => ({
  box: BOX,
  id,
  issuer: 'xa',
  key: 'k',
  mandate: 'm',
  area: 'vn',
  class: 'normal',
  kind: 'programme',
  title: 'Bản tin',
  firstSoundAtUs: EPOCH_US + startUs,
  lastSoundAtUs: EPOCH_US + startUs + LENGTH_S * S,
  firstSample: 0,
  streamFrames: FRAMES,
  why: 'complete',
  endedBy: null,
  inStep: true,
  amplifier: 'commanded',
  heardS: LENGTH_S,
  toneS: 0,
  bufferFrames: 0,
  ...UNHARMED,
});

/** Said by the box, and read at the head-end. */
const tellState = (
  trace: Trace,
  box: BoxTrace,
  atUs: number,
  state: StateReport['state'],
): void => {
  const report: StateReport = { box: BOX, state, session: 1, version: 'sim' };
  box.published.push({ atUs, report: { of: 'state', ...report } });
  trace.news.push({ atUs, report });
};

const telemetryAt = (atUs: number): TelemetryReport => ({
  box: BOX,
  session: 1,
  atUs: EPOCH_US + atUs,
  uptimeS: Math.round(atUs / S),
  clock: { trusted: true, errorUs: 100 },
  ...RESTING,
});
