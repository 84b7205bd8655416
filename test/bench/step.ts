/** Two agents on two cards in user space: how far apart their horns are, and, where it is installed, snapcast's beside them. */
import type { ProcessCost } from '../rig/step/cost-watch.ts';
import { figuresOf } from '../rig/step/figures.ts';
import type { OffsetSummary } from '../rig/step/offset-series.ts';
import { LongRecording } from '../rig/step/long-recording.ts';
import { STEP_TARGET } from '../rig/step/step-target.ts';
import { noRig, playOnTwo } from '../rig/step/two-agents.ts';
import { noSnapcast, playOnSnapclients, type PeerRun } from '../rig/step/two-snapclients.ts';
import type { Ending } from '../e2e/small-village.ts';
import { RESIDENT_MIB_MAX, type Figure } from './measure.ts';

const SECONDS = 60;
/** Of the same recording, by snapclients in the midst of that minute: they start and settle while the agents play. */
const PEER_SECONDS = 45;
const FRAMES_OF_SECOND = 50;
const WARM_UP_S = 30;
/** A box that has just got power and is spoken to at once. */
const NEWLY_S = 30;

export const measureStep = async (ending: Ending): Promise<Figure[]> => {
  const missing = noRig();
  if (missing !== false) {
    console.log(`  not measured: ${missing}`);
    return [];
  }
  const recording = await LongRecording.ofFrames(SECONDS * FRAMES_OF_SECOND);
  const sound = recording.sound();
  const noPeer = noSnapcast();
  if (noPeer !== false) console.log(`  without a peer: ${noPeer}`);
  const peerRecording = await LongRecording.ofFrames(PEER_SECONDS * FRAMES_OF_SECOND);
  let peerRun: PeerRun | undefined;
  const settings = { recording, time: 'ntp', warmUpS: WARM_UP_S } as const;
  const run = await playOnTwo(ending, settings, async (boxes) => {
    const pids = boxes.map(({ agent }) => agent.pid);
    if (noPeer === false) {
      peerRun = await playOnSnapclients(ending, peerRecording, undefined, pids);
    }
  });
  const ours = figuresOf('loa-agent', run, sound);
  const peer = peerRun && figuresOf('snapclient', peerRun, peerRecording.sound());
  const newly = await newlyLocked(ending);
  const { apart, cost } = ours;
  const most = (us: number): number => us / 1e3;
  return [
    ms('two horns at the first syllable', Math.abs(apart.firstUs), most(STEP_TARGET.firstUs)),
    ms('two horns apart, p50', apart.p50Us),
    ms('two horns apart, p95', apart.p95Us, most(STEP_TARGET.p95Us)),
    ms('two horns apart, largest', apart.maxUs, most(STEP_TARGET.maxUs)),
    ms('two horns apart within 30 s of the first lock, p95', newly.p95Us, most(STEP_TARGET.p95Us)),
    ms('two horns apart within 30 s of the first lock, largest', newly.maxUs),
    {
      name: 'largest step beside the recording’s own',
      value: ours.stepRatio,
      unit: 'times',
      most: 1.05,
    },
    { name: 'processor while playing by ALSA', value: cost.cpuPercent, unit: '% of core' },
    {
      name: 'resident memory while playing by ALSA',
      value: cost.residentMiB,
      unit: 'MiB',
      most: RESIDENT_MIB_MAX,
    },
    ...(peer === undefined || peerRun === undefined
      ? []
      : [
          ms('two snapclients apart, p95', peer.apart.p95Us),
          ms('two snapclients apart, largest', peer.apart.maxUs),
          { name: 'processor of a snapclient', value: peer.cost.cpuPercent, unit: '% of core' },
          {
            name: 'snapclients apart beside agents',
            value: peer.apart.p95Us / apart.p95Us,
            unit: 'times',
            least: 10,
          },
          {
            name: 'processor of two agents beside two snapclients, at the same time',
            value: processorOf(peerRun.besideCosts) / processorOf(peerRun.costs),
            unit: 'times',
            most: 1,
          },
        ]),
  ];
};

const processorOf = (costs: readonly ProcessCost[]): number =>
  costs.reduce((sum, { cpuPercent }) => sum + cpuPercent, 0);

/** After the first half second of sound. */
const newlyLocked = async (ending: Ending): Promise<OffsetSummary> => {
  const recording = await LongRecording.ofFrames(NEWLY_S * FRAMES_OF_SECOND);
  const run = await playOnTwo(ending, { recording, time: 'ntp', warmUpS: 0 });
  return figuresOf('newly locked', run, recording.sound()).apart;
};

const ms = (name: string, us: number, most?: number): Figure => ({
  name,
  value: us / 1e3,
  unit: 'ms',
  ...(most === undefined ? {} : { most }),
});
