/** Boxes as the console sees them: one that is well, and what is changed of it for each trouble. */
import type { Probes } from '../../../agent/core/console/diagnosis/probes.ts';
import type { LogEntry } from '../../../agent/core/console/effect.ts';
import type { BoxSnapshot } from '../../../agent/core/console/snapshot.ts';
import { RESTING } from '../body/resting-box.ts';
import { UNMEASURED } from '../body/unmeasured-body.ts';

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
      adrift: false,
      sigmaUs: 40,
      offsetUs: 1_793_577_590_000_000,
      driftPpm: 3.2,
      roundTripUs: 18_400,
      ageS: 7,
    },
  },
  ...RESTING,
  link: { state: 'up', sinceS: 12_000, failure: null },
  volume: { db: -3, mostDb: 0 },
  levelDb: null,
  refused: null,
  sinkFailure: null,
  storeFailure: null,
  facts: {
    area: 'vn.hn.dongda.langha',
    version: '0.1.0',
    brokerUrl: 'mqtts://broker.example.vn:8883',
    timeServer: 'ntp://10.20.0.1',
    sink: 'alsa hw:0',
    decoder: 'libopus 1.3.1',
    relays: 'gpio',
    certificateEndsAtUs: 1_862_000_000_000_000,
    configFile: '/etc/loa/agent.toml',
    roots: ['AAECAwQFBgcI…', 'ICEiIyQlJico…'],
    canReboot: true,
    node: '20.19.2',
    machine: 'Raspberry Pi 4 Model B Rev 1.4',
  },
};

export const PLAYING_BOX: BoxSnapshot = {
  ...GOOD_BOX,
  amplifier: 'on',
  relays: { supply: true, line: true },
  relaysRead: { supply: true, line: true },
  relayDisagreements: 0,
  trust: { roots: [], revocations: [] },
  faults: [],
  sink: { open: true, failures: 0, xruns: 1, delayUs: 131_000 },
  levelDb: -12.4,
  announcement: {
    id: '01JDXW5T9Q8Y7M6N5P4R3S2T1V',
    phase: 'playing',
    heardS: 42.5,
    toneS: 0,
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
  proof: { number: 0, acknowledged: 0, unsaved: 0, dropped: 0 },
  body: { ...UNMEASURED, temperatureC: 47, supplyV: 12.4, mainsLost: false, speakerLine: 'normal' },
  selfTest: {
    atUs: 1_793_560_387_000_000,
    by: 'daily',
    ok: false,
    relays: 'well',
    card: 'well',
    line: 'normal',
    time: 'well',
    disk: 'full',
    diskFreeMiB: 3,
    broker: 'away',
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

export const GOOD_PROBES: Probes = {
  route: { device: 'wwan0', gateway: '10.64.64.64' },
  addresses: [
    { device: 'wwan0', address: '10.64.1.23' },
    { device: 'eth0', address: '192.168.7.2' },
  ],
  nameServers: ['8.8.8.8', '203.113.131.1'],
  signals: [{ device: 'wlan0', dbm: -56 }],
  mobile: { dbm: -87, writtenAtUs: 1_793_577_588_000_000 },
  dns: { went: 'well', tookUs: 21_300, detail: '203.0.113.7' },
  tcp: { went: 'well', tookUs: 48_100, detail: '203.0.113.7:8883' },
  tls: { went: 'well', tookUs: 103_000, detail: 'TLSv1.3' },
  card: { went: 'well' },
  disk: { freeMiB: 5_210, trouble: null },
};

export const NO_DNS_PROBES: Probes = {
  ...GOOD_PROBES,
  dns: { went: 'wrong', cause: 'name-server', reason: 'none within 3000 ms' },
  tcp: { went: 'skipped' },
  tls: { went: 'skipped' },
};

export const LOG: readonly LogEntry[] = [
  { time: '05:00:02', level: 'info', event: 'relay', fields: 'relay=supply on=true' },
  {
    time: '05:00:09',
    level: 'warn',
    event: 'refused',
    fields: 'code=trust.stale times=1 detail=issued 95 s ago, more than the 60 s that are allowed',
  },
];
