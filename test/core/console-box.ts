/** Boxes as the console sees them: one that is well, and what is changed of it for each trouble. */
import type { BoxSnapshot } from '../../agent/core/console/snapshot.ts';

export const GOOD_BOX: BoxSnapshot = {
  box: 'langha-03',
  session: 12,
  atUs: 1_793_577_600_000_000,
  uptimeS: 12_345,
  clock: {
    trusted: true,
    errorUs: 820,
    sync: {
      server: 'ntp://10.20.0.1',
      state: 'locked',
      sigmaUs: 40,
      offsetUs: 1_793_577_590_000_000,
      driftPpm: 3.2,
      roundTripUs: 18_400,
      ageS: 7,
    },
  },
  killSwitch: false,
  amplifier: 'off',
  relays: { supply: false, line: false },
  sink: { open: false, failures: 0, xruns: 0, delayUs: null },
  announcement: null,
  refusals: {},
  link: { state: 'up', sinceS: 12_000, failure: null },
  sinkFailure: null,
  relayFailure: null,
  storeFailure: null,
  facts: {
    area: 'vn.hn.dongda.langha',
    version: '0.1.0',
    brokerUrl: 'mqtts://broker.example.vn:8883',
    timeServer: 'ntp://10.20.0.1',
    sink: 'alsa hw:0',
    decoder: 'libopus 1.3.1',
    relays: 'gpio',
  },
};

export const PLAYING_BOX: BoxSnapshot = {
  ...GOOD_BOX,
  amplifier: 'on',
  relays: { supply: true, line: true },
  sink: { open: true, failures: 0, xruns: 1, delayUs: 131_000 },
  announcement: {
    id: '01JDXW5T9Q8Y7M6N5P4R3S2T1V',
    phase: 'playing',
    heardS: 42.5,
    bufferFrames: 58,
    lateFrames: 0,
    concealedFrames: 3,
    recoveredFrames: 1,
    silentFrames: 0,
    brokenFrames: 0,
    jumps: 0,
    stretchedSamples: 12,
    xruns: 1,
    correction: { overallPpm: -5.9, latelyPpm: -6.1 },
    stepError: { p50Us: 15, p95Us: 60, maxUs: 240 },
  },
  refusals: { 'trust.stale': 4, 'bundle.late': 2, 'trust.signature': 1, 'time.origin': 1 },
};

export const CUT_OFF_BOX: BoxSnapshot = {
  ...GOOD_BOX,
  link: {
    state: 'down',
    sinceS: 95,
    failure: {
      cause: 'name-server',
      reason: 'the DNS server does not answer: check the network (EAI_AGAIN)',
    },
  },
};
