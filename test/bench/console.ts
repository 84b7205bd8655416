/** What a technician costs who watches a box over its serial port while it plays: processor, bytes on the line, and no hole in the sound. */
import { setTimeout as pass } from 'node:timers/promises';
import { consoleSettings, knock, SerialCable } from '../e2e/console-talk.ts';
import { buildSmallVillage, type Ending } from '../e2e/small-village.ts';
import type { Figure } from './measure.ts';
import { cpuSeconds } from './process-cost.ts';

const FRAMES = 1_300;
const WATCHED_S = 10;
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
  const broadcast = await village.speak(FRAMES);
  await box.switched({ relay: 'line', on: true });
  await pass(1_000);
  const alone = await costPercent(box.pid);
  laptop.type('watch\r');
  await laptop.until(/\u001b\[2J/);
  await pass(500);
  laptop.seen = '';
  const watched = await costPercent(box.pid);
  const bytesPerS = Buffer.byteLength(laptop.seen) / WATCHED_S;
  await broadcast.done;
  const ended = await box.event('announcement.ended', 20_000);
  await box.stop();
  const name = 'watch over the serial port, beside playing alone';
  return [
    { name: 'processor while playing', value: alone, unit: '% of core' },
    { name, value: watched - alone, unit: '% of core', most: 1 },
    { name: 'bytes on the line', value: bytesPerS, unit: 'a second', most: LINE_BYTES_PER_S },
    { name: 'frames concealed', value: Number(ended['concealedFrames']), unit: 'frames', most: 0 },
    {
      name: 'underruns',
      value: box.lines.filter(({ event }) => event === 'sink.xrun').length,
      unit: 'times',
      most: 0,
    },
  ];
};

const costPercent = async (pid: number): Promise<number> => {
  const from = cpuSeconds(pid);
  await pass(WATCHED_S * 1_000);
  return ((cpuSeconds(pid) - from) / WATCHED_S) * 100;
};
