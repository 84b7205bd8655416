/**
 * One agent that plays one announcement after the other, every second one of which is stopped in mid-word: what it holds of the
 * machine each time it is at rest again. Owns how such a run is made; what is too much is said by whoever asks.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout as pass } from 'node:timers/promises';
import { buildSmallVillage, type Ending } from '../../e2e/small-village.ts';
import { buildCard } from '../sound-card/build-card.ts';
import { layOutCards } from '../sound-card/rig-cards.ts';
import { LongRecording } from '../step/long-recording.ts';

const FRAMES_OF_SECOND = 50;
const LEAD_US = 2_500_000;
const MIB = 1_024;
const LOOKS = 5;
const LOOK_EVERY_MS = 20;

export interface Holding {
  readonly residentMiB: number;
  /** Memory that is no file's: heaps, stacks, machine code. */
  readonly ownMiB: number;
  readonly descriptors: number;
  readonly threads: number;
}

export interface GrowthSettings {
  readonly announcements: number;
  /** Of each announcement. */
  readonly seconds: number;
  /** From the beginning of one to the beginning of the next; as soon as it is at rest where not given. */
  readonly everyS?: number;
}

/** What it held after each announcement, on a card of the rig: whoever asks has seen that there is one. */
export const playMany = async (ending: Ending, settings: GrowthSettings): Promise<Holding[]> => {
  const village = await buildSmallVillage(ending);
  const { library } = buildCard();
  if (library === undefined) throw new Error('there is no sound card: ask noRig() first');
  const { configFile } = layOutCards(village.folder, library, { card: { ppm: 50 } });
  process.env['ALSA_CONFIG_PATH'] = configFile;
  const box = village.startBox({
    audio: { sink: 'alsa', device: 'card', decoder: 'auto' },
    // The card is closed and the amplifier off after each.
    amplifier: { hold_ms: 100, minimum_on_ms: 0, minimum_off_ms: 0 },
    heartbeatS: 1,
  });
  await box.event('link.up');
  const recording = await LongRecording.ofFrames(settings.seconds * FRAMES_OF_SECOND);
  const held: Holding[] = [];
  let before = box.lines.at(-1);
  for (let turn = 0; turn < settings.announcements; turn++) {
    const startedMs = performance.now();
    const broadcast = await village.speak(0, { source: recording.source(), leadUs: LEAD_US });
    if (turn % 2 === 1) {
      await pass(LEAD_US / 1e3 + settings.seconds * 500);
      await broadcast.stop();
    }
    await broadcast.done;
    before = await box.switched({ relay: 'supply', on: false }, 20_000, before);
    held.push(await heldThroughout(box.pid));
    if (settings.everyS !== undefined) {
      await pass(Math.max(0, settings.everyS * 1e3 - (performance.now() - startedMs)));
    }
  }
  return held;
};

/** What it holds at each of some looks: a file that is open while it is written is not held. */
const heldThroughout = async (pid: number): Promise<Holding> => {
  let least = holdingOf(pid);
  for (let look = 0; look < LOOKS; look++) {
    await pass(LOOK_EVERY_MS);
    const { descriptors, threads, ...memory } = holdingOf(pid);
    least = {
      ...memory,
      descriptors: Math.min(descriptors, least.descriptors),
      threads: Math.min(threads, least.threads),
    };
  }
  return least;
};

/** As the kernel counts it (proc(5)). */
const holdingOf = (pid: number): Holding => {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const figure = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? Number.NaN);
  return {
    residentMiB: figure('VmRSS') / MIB,
    ownMiB: figure('RssAnon') / MIB,
    descriptors: readdirSync(`/proc/${pid}/fd`).length,
    threads: figure('Threads'),
  };
};
