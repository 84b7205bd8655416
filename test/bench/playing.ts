/**
 * One agent while it plays the bulletin: start-up, memory, processor, and whether what left the horn is the recording. ffmpeg,
 * which decodes the same file at the same pace in the same minute, stands beside it where it is installed.
 */
import { spawn, spawnSync } from 'node:child_process';
import { setTimeout as pass } from 'node:timers/promises';
import { decodedBulletin, placeOf, RAMP_SAMPLES, readSound } from '../e2e/sound/reference.ts';
import { buildSmallVillage, type Ending, type SmallVillage } from '../e2e/small-village.ts';
import { BULLETIN_PATH } from '../../broker-sim/bulletin/bulletin.ts';
import { median, mibOf, type Figure } from './measure.ts';
import { cpuSeconds, residentMiB } from './process-cost.ts';

const STARTS = 5;
const FRAMES = 1_100;
const WATCHED_S = 15;
/** 80 MB and 3 % of a core, by whichever decoder, to a WAV file. */
const RESIDENT_MIB_MAX = mibOf(80);
const CPU_MAX = 3;
const MEMORY = 'resident memory while playing, highest';
const PROCESSOR = 'processor while playing';

export const measurePlaying = async (ending: Ending): Promise<Figure[]> => {
  const village = await buildSmallVillage(ending);
  const readyS: number[] = [];
  for (let start = 1; start < STARTS; start++) {
    const startedMs = performance.now();
    const box = village.startBox();
    await box.event('link.up');
    readyS.push((performance.now() - startedMs) / 1_000);
    await box.stop();
  }
  // As it is shipped: by libopus where that is built.
  const box = village.startBox({
    audio: { sink: 'wav', wav_file: `${village.folder}/box.wav`, decoder: 'auto' },
  });
  await box.event('link.up');
  const started = await box.event('started');
  console.log(`  decoder: ${String(started['decoder'])}`);
  const broadcast = await village.speak(FRAMES);
  await box.switched({ relay: 'line', on: true });
  await pass(2_000);

  const peer = startFfmpeg();
  const { memoryMiB, cpuPercent, watchedS } = await watched(box.pid);
  const peerPercent = peer === undefined ? undefined : (cpuSeconds(peer.pid) / watchedS) * 100;
  peer?.stop();
  await broadcast.done;
  const ended = await box.event('announcement.ended');
  await box.stop();

  return [
    ...(await measureOpusscript(village)),
    {
      name: `agent start to ready, median of ${STARTS - 1}`,
      value: median(readyS),
      unit: 's',
      most: 1,
    },
    { name: MEMORY, value: memoryMiB, unit: 'MiB', most: RESIDENT_MIB_MAX },
    { name: PROCESSOR, value: cpuPercent, unit: '% of core', most: CPU_MAX },
    ...(peerPercent === undefined
      ? []
      : [
          {
            name: 'ffmpeg decoding the same file at its pace',
            value: peerPercent,
            unit: '% of core',
          },
          { name: 'agent beside ffmpeg', value: cpuPercent / peerPercent, unit: 'times' },
        ]),
    {
      name: 'clean link: frames late',
      value: Number(ended['lateFrames']),
      unit: 'frames',
      most: 0,
    },
    {
      name: 'clean link: frames concealed',
      value: Number(ended['concealedFrames']),
      unit: 'frames',
      most: 0,
    },
    {
      name: 'clean link: samples more than one step off the recording',
      value: await differingSamples(box.wavFile),
      unit: `of ${FRAMES * 960}`,
      most: 0,
    },
  ];
};

/** Where no libopus is built: what the decoder in WebAssembly costs. */
const measureOpusscript = async (village: SmallVillage): Promise<Figure[]> => {
  const box = village.startBox({
    id: 'opusscript',
    audio: { sink: 'wav', wav_file: `${village.folder}/opusscript.wav`, decoder: 'opusscript' },
  });
  await box.event('link.up');
  const broadcast = await village.speak(FRAMES);
  await box.switched({ relay: 'line', on: true });
  const { memoryMiB, cpuPercent } = await watched(box.pid);
  await broadcast.done;
  await box.stop();
  return [
    { name: `${MEMORY}, by opusscript`, value: memoryMiB, unit: 'MiB', most: RESIDENT_MIB_MAX },
    { name: `${PROCESSOR}, by opusscript`, value: cpuPercent, unit: '% of core', most: CPU_MAX },
  ];
};

/** What a process costs while it plays. */
const watched = async (
  pid: number,
): Promise<{ memoryMiB: number; cpuPercent: number; watchedS: number }> => {
  const cpuBefore = cpuSeconds(pid);
  const startedMs = performance.now();
  let memoryMiB = 0;
  while (performance.now() - startedMs < WATCHED_S * 1_000) {
    await pass(500);
    memoryMiB = Math.max(memoryMiB, residentMiB(pid));
  }
  const watchedS = (performance.now() - startedMs) / 1_000;
  return { memoryMiB, cpuPercent: ((cpuSeconds(pid) - cpuBefore) / watchedS) * 100, watchedS };
};

const differingSamples = async (wavFile: string): Promise<number> => {
  const reference = await decodedBulletin(FRAMES);
  const sound = readSound(wavFile);
  const at = placeOf(reference, sound, 4_000);
  let differing = 0;
  for (let sample = RAMP_SAMPLES; sample < reference.length - RAMP_SAMPLES; sample++) {
    if (Math.abs((reference[sample] ?? 0) - (sound[at + sample] ?? 0)) > 1) differing += 1;
  }
  return differing;
};

const startFfmpeg = (): { pid: number; stop: () => void } | undefined => {
  if (spawnSync('ffmpeg', ['-version'], { stdio: 'ignore' }).status !== 0) return undefined;
  const words = ['-loglevel', 'error', '-re', '-i', BULLETIN_PATH, '-ac', '1', '-f', 'null', '-'];
  const child = spawn('ffmpeg', words, { stdio: 'ignore' });
  if (child.pid === undefined) return undefined;
  return { pid: child.pid, stop: () => child.kill('SIGKILL') };
};
