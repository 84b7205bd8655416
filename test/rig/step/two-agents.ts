/**
 * Two real agents at a real broker, each with a sound card of its own whose crystal is off, playing one recording. Owns how
 * such a run is set up and ended; what it shows is measured elsewhere (`offset-series.ts`).
 */
import type { MqttClient } from 'mqtt';
import { setTimeout as pass } from 'node:timers/promises';
import type { PlayedReport, TelemetryReport } from '../../../agent/core/wire/report.ts';
import { MonotonicClock } from '../../../hw/clock/monotonic.ts';
import { measureSystemUtc } from '../../../hw/clock/system-utc.ts';
import { nativeAlsa } from '../../../hw/native/load.ts';
import { buildSmallVillage, type Ending } from '../../e2e/small-village.ts';
import type { BoxUnderTest } from '../../e2e/box-under-test.ts';
import { buildCard } from '../sound-card/build-card.ts';
import { layOutCards, type RigCard } from '../sound-card/rig-cards.ts';
import { CostWatch, type ProcessCost } from './cost-watch.ts';
import { HornSound } from './horn-sound.ts';
import type { LongRecording } from './long-recording.ts';
import { startRigTime } from './time-server-process.ts';

/** Why there can be no such run here, a sentence; false where there can. */
export const noRig = (): string | false => nativeAlsa.absent ?? buildCard().absent ?? false;

export interface RigSettings {
  readonly recording: LongRecording;
  /** Of the two cards' crystals. */
  readonly ppm?: readonly [number, number];
  /** A time server of the rig's own, which both boxes ask, or the clock of the machine. */
  readonly time?: 'ntp' | 'system';
  /** For so long the boxes have known the time when they are spoken to. 0 where not given. */
  readonly warmUpS?: number;
  readonly heartbeatS?: number;
  /** A command that runs each agent, which is given to it as its last arguments. */
  readonly runner?: readonly string[];
}

export interface RigBox {
  readonly agent: BoxUnderTest;
  readonly card: RigCard;
}

/** The last report of each box so far, by its name. */
export type LastReports<R> = ReadonlyMap<string, R>;

/** While it plays: what a test does to it. `startAtUs` is when the recording is due, by CLOCK_MONOTONIC. */
export type Trial = (
  boxes: readonly [RigBox, RigBox],
  startAtUs: number,
  telemetry: LastReports<TelemetryReport>,
) => Promise<void>;

export interface RigRun {
  readonly sounds: readonly [HornSound, HornSound];
  /** What ought to have left both, when it ought to. */
  readonly ideal: HornSound;
  readonly fromUs: number;
  readonly endsAtUs: number;
  readonly costs: readonly ProcessCost[];
  readonly played: readonly (PlayedReport | undefined)[];
  /** The last of each box. */
  readonly telemetry: readonly (TelemetryReport | undefined)[];
}

const NAMES = ['one', 'other'] as const;
/** What starting costs is not what playing costs. */
const UNSETTLED_MS = 3_000;
/** The boxes' clock is not the server's. */
const SKEW_PPM = 20;
/** A sound that comes a little early is seen too. */
const AHEAD_US = 50_000;

export const playOnTwo = async (
  ending: Ending,
  settings: RigSettings,
  trial: Trial = async () => undefined,
): Promise<RigRun> => {
  const { recording, ppm: [onePpm, otherPpm] = [100, -100] } = settings;
  const village = await buildSmallVillage(ending);
  const { library } = buildCard();
  if (library === undefined) throw new Error('there is no sound card: ask noRig() first');
  const { configFile, cards } = layOutCards(village.folder, library, {
    one: { ppm: onePpm },
    other: { ppm: otherPpm },
  });
  process.env['ALSA_CONFIG_PATH'] = configFile;
  const server = settings.time === 'ntp' ? await startRigTime(ending, SKEW_PPM) : undefined;
  const [telemetry, played] = [
    await listen<TelemetryReport>(village.headEnd, 'telemetry'),
    await listen<PlayedReport>(village.headEnd, 'played'),
  ];
  const [one, other] = NAMES.map((name) => ({
    card: cards[name],
    agent: village.startBox({
      id: name,
      audio: { sink: 'alsa', device: name, decoder: 'auto' },
      time: { server: server?.url ?? 'system' },
      heartbeatS: settings.heartbeatS ?? 10,
      ...(settings.runner !== undefined && { runner: settings.runner }),
    }),
  })) as [RigBox, RigBox];
  for (const { agent } of [one, other]) {
    await agent.event('link.up');
    if (server !== undefined) {
      await agent.logged(({ event, state }) => event === 'time' && state === 'locked', 30_000);
    }
  }
  await pass((settings.warmUpS ?? 0) * 1_000);
  const broadcast = await village.speak(0, { source: recording.source() });
  const clock = new MonotonicClock();
  const { startAt } = broadcast.announcement;
  const startAtUs = server?.monoOf(startAt) ?? startAt - measureSystemUtc(clock).utcMinusMonoUs;
  await pass((startAtUs - clock.nowUs()) / 1e3 + UNSETTLED_MS);
  const watch = new CostWatch([one, other].map(({ agent }) => agent.pid));
  await Promise.all([broadcast.done, trial([one, other], startAtUs, telemetry)]);
  const costs = watch.end();
  for (const { agent } of [one, other]) await agent.event('announcement.ended');
  for (const { agent } of [one, other]) await agent.stop();
  const ideal = new HornSound(recording.sound(), [
    { firstSample: 0, startsAtUs: startAtUs, samplesPerS: 48_000 * (server?.pace ?? 1) },
  ]);
  return {
    sounds: [HornSound.of(one.card), HornSound.of(other.card)],
    ideal,
    fromUs: startAtUs - AHEAD_US,
    endsAtUs: ideal.endsAtUs,
    costs,
    played: NAMES.map((name) => played.get(name)),
    telemetry: NAMES.map((name) => telemetry.get(name)),
  };
};

/** The last report of each box, as they come. */
const listen = async <R>(client: MqttClient, kind: string): Promise<Map<string, R>> => {
  const reports = new Map<string, R>();
  client.on('message', (topic, payload) => {
    const [, , , box = '', what] = topic.split('/');
    if (what === kind) reports.set(box, JSON.parse(payload.toString()) as R);
  });
  await client.subscribeAsync(`loa/1/box/+/${kind}`, { qos: 1 });
  return reports;
};
