/** The hour of the self-test comes for a real agent with a real card: it tests itself by itself, and what it found is told and proved. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { playedTopic, telemetryTopic } from '../../../agent/core/wire/topic.ts';
import { nativeAlsa } from '../../../hw/native/load.ts';
import { buildCard } from '../../rig/sound-card/build-card.ts';
import { layOutCards } from '../../rig/sound-card/rig-cards.ts';
import { callSocket, consoleSettings } from '../console/console-talk.ts';
import { buildSmallVillage } from '../small-village.ts';

const built = buildCard();
const skip = nativeAlsa.absent ?? built.absent ?? false;
const MINUTE_MS = 60_000;
/** So long after the box has started its hour has come. */
const AHEAD_MS = 5_000;
/** Half an hour of chance stands between the boxes of a village; to a box that draws nought it comes on the minute. */
const clockAheadBy = (ms: number): string => `
const now = Date.now;
Date.now = () => now() + ${ms};
Math.random = () => 0;
`;
const inVietnam = (atMs: number): string =>
  new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone: 'Asia/Ho_Chi_Minh' }).format(
    atMs,
  );

void test(
  'a box tests itself when its hour comes, its card too, without a sound or a relay',
  { skip },
  async (t) => {
    const village = await buildSmallVillage(t);
    const said: { readonly topic: string; readonly report: Record<string, unknown> }[] = [];
    village.headEnd.on('message', (topic, payload) => {
      said.push({ topic, report: JSON.parse(payload.toString()) as Record<string, unknown> });
    });
    for (const topic of [telemetryTopic('box'), playedTopic('box')]) {
      await village.headEnd.subscribeAsync(topic, { qos: 1 });
    }
    const { configFile, cards } = layOutCards(village.folder, built.library ?? '', { card: {} });
    const aheadMs = MINUTE_MS - (Date.now() % MINUTE_MS) - AHEAD_MS;
    const preload = join(village.folder, 'clock.mjs');
    writeFileSync(preload, clockAheadBy(aheadMs));
    const box = village.startBox({
      console: await consoleSettings(village.folder),
      audio: { sink: 'alsa', device: 'card' },
      selfTestAt: inVietnam(Date.now() + aheadMs + AHEAD_MS),
      environment: { ALSA_CONFIG_PATH: configFile, NODE_OPTIONS: `--import=${preload}` },
    });
    await box.event('link.up');
    const tested = await box.event('self-test', 20_000);
    const { by, ok, relays, card, time, disk, broker } = tested;
    assert.deepEqual(
      { by, ok, relays, card, time, disk, broker },
      {
        by: 'daily',
        ok: true,
        relays: 'well',
        card: 'well',
        time: 'well',
        disk: 'well',
        broker: 'well',
      },
    );
    const until = async (isIt: (entry: (typeof said)[number]) => boolean): Promise<void> => {
      const deadline = AbortSignal.timeout(5_000);
      while (!said.some(isIt)) {
        deadline.throwIfAborted();
        await new Promise<void>((resolve) =>
          village.headEnd.once('message', () => {
            resolve();
          }),
        );
      }
    };
    await until(({ report }) => (report['selfTest'] as { by?: string } | null)?.by === 'daily');
    await until(({ report }) => report['record'] === 'self-test' && report['by'] === 'daily');
    const technician = await callSocket(join(village.folder, 'console.sock'));
    technician.type('status\r');
    const screen = await technician.until(/Tự kiểm tra[^]*box> $/);
    technician.hangUp();
    assert.match(screen, /^Tự kiểm tra +TỐT +đạt, lúc \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\r$/m);
    assert.ok(
      box.relays().every(({ on }) => !on),
      'no relay was switched on',
    );
    const sound = cards.card.sound();
    assert.ok(sound.length > 0, 'the card was tried');
    assert.ok(
      sound.every((sample) => sample === 0),
      'nothing was heard',
    );
    assert.equal(await box.stop(), 0);
  },
);
