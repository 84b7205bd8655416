/** What a technician costs who watches a box over its serial port while it plays: processor, bytes on the line, and no hole in the sound. */
import { setTimeout as pass } from 'node:timers/promises';
import { bulletinOverAndOver } from '../e2e/sound/bulletin-over-and-over.ts';
import { consoleSettings, knock, SerialCable } from '../e2e/console/console-talk.ts';
import { buildSmallVillage, type Ending } from '../e2e/small-village.ts';
import type { Figure } from './measure.ts';
import { cpuSeconds } from './process-cost.ts';

const ROUNDS = 4;
/** In each round the box plays alone for so long, and then is watched for as long: what else the machine does falls on both. */
const SPELL_S = 6;
const FRAMES = (ROUNDS * 2 * (SPELL_S + 1) + 4) * 50;
/** 115,200 baud, ten bits a byte. */
const LINE_BYTES_PER_S = 11_520;

export const measureConsole = async (ending: Ending): Promise<Figure[]> => {
  const village = await buildSmallVillage(ending);
  const cable = new SerialCable(village.folder);
  ending.after(() => cable.plugOut());
  const laptop = cable.plugIn();
  await pass(500);
  const box = village.startBox({
    console: { ...(await consoleSettings(village.folder)), port: cable.port },
    audio: { sink: 'wav', wav_file: `${village.folder}/box.wav`, decoder: 'auto' },
  });
  await box.event('link.up');
  await knock(laptop);
  await laptop.login();
  const broadcast = await village.speak(FRAMES, { source: bulletinOverAndOver(FRAMES) });
  await box.switched({ relay: 'line', on: true });
  await pass(1_000);
  const spent = { alone: 0, watched: 0, bytes: 0 };
  for (let round = 0; round < ROUNDS; round += 1) {
    spent.alone += await spentS(box.pid);
    laptop.type('watch\r');
    await laptop.until(/\u001b\[2J/);
    await pass(500);
    laptop.seen = '';
    spent.watched += await spentS(box.pid);
    spent.bytes += Buffer.byteLength(laptop.seen);
    laptop.type('q');
    await laptop.until(/# $/);
  }
  const seconds = ROUNDS * SPELL_S;
  const percent = (cpuS: number): number => (cpuS / seconds) * 100;
  await broadcast.done;
  const ended = await box.event('announcement.ended', 20_000);
  await box.stop();
  const name = 'watch over the serial port, beside playing alone';
  return [
    { name: 'processor while playing', value: percent(spent.alone), unit: '% of core' },
    {
      name: 'processor while playing and watched',
      value: percent(spent.watched),
      unit: '% of core',
    },
    { name, value: percent(spent.watched - spent.alone), unit: '% of core', most: 1 },
    { name: 'watched, of alone', value: spent.watched / spent.alone, unit: 'times' },
    {
      name: 'bytes on the line',
      value: spent.bytes / seconds,
      unit: 'a second',
      most: LINE_BYTES_PER_S,
    },
    { name: 'frames concealed', value: Number(ended['concealedFrames']), unit: 'frames', most: 0 },
    {
      name: 'underruns',
      value: box.lines.filter(({ event }) => event === 'sink.xrun').length,
      unit: 'times',
      most: 0,
    },
  ];
};

/** Processor time that the process takes in one spell. */
const spentS = async (pid: number): Promise<number> => {
  const from = cpuSeconds(pid);
  await pass(SPELL_S * 1_000);
  return cpuSeconds(pid) - from;
};
