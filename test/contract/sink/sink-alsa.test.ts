/**
 * The card by ALSA, on sound cards in user space (`test/rig/sound-card`): the contract of a sound card, how well it tells the
 * instant of a sample, and what it does when a card runs dry, stands still, is pulled out or belongs to somebody else.
 */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, describe, it } from 'node:test';
import { setTimeout as pass } from 'node:timers/promises';
import { AlsaCard } from '../../../hw/audio/alsa-card.ts';
import { MonotonicClock } from '../../../hw/clock/monotonic.ts';
import { nativeAlsa } from '../../../hw/native/load.ts';
import { DeviceError, type SinkStatus } from '../../../hw/ports.ts';
import { buildCard } from '../../rig/sound-card/build-card.ts';
import { layOutCards, leftAtUs, type RigCard } from '../../rig/sound-card/rig-cards.ts';
import { sinkContract } from './sink-contract.ts';

const built = buildCard();
const skip = nativeAlsa.absent ?? built.absent ?? false;

const folder = mkdtempSync(join(tmpdir(), 'loa-alsa-'));
after(() => rmSync(folder, { recursive: true }));
const { configFile, cards } = layOutCards(folder, built.library ?? '', {
  even: {},
  fast: { ppm: 250 },
  slow: { ppm: -100 },
  stereo: { channels: 2 },
  coarse: { granule: 48 },
  roomy: { ring: 24_000 },
  small: { ring: 3_840 },
});
process.env['ALSA_CONFIG_PATH'] = configFile;

const clock = new MonotonicClock();
const BUFFER_SAMPLES = 7_200;
const cardOn = (device: string): AlsaCard => {
  assert.ok(nativeAlsa.part);
  return new AlsaCard({ clock, alsa: nativeAlsa.part, device, bufferSamples: BUFFER_SAMPLES });
};

/** A position in whole samples, and the moment between it and its timestamp. */
const precision = { us: 21 + 100, samplesOfSecond: 8 };
sinkContract('ALSA', () => cardOn('even'), skip, precision);
sinkContract('ALSA, of another number of channels', () => cardOn('stereo'), skip, precision);
sinkContract('ALSA, of a larger buffer than asked for', () => cardOn('roomy'), skip, precision);
sinkContract('ALSA, of a smaller one', () => cardOn('small'), skip, precision);

const nextLeavesUs = ({ atUs, delaySamples }: SinkStatus): number =>
  atUs + (delaySamples * 1e6) / 48_000;

void describe('a card by ALSA', { skip }, () => {
  let card: AlsaCard;
  afterEach(() => card.close());
  const use = async (device: string): Promise<AlsaCard> => {
    card = cardOn(device);
    await card.open();
    return card;
  };
  const fill = (value = 0): number =>
    card.write(new Int16Array(card.status().roomSamples).fill(value));
  const until = async (
    what: string,
    isSo: (status: SinkStatus) => boolean,
  ): Promise<SinkStatus> => {
    const deadlineMs = Date.now() + 8_000;
    for (;;) {
      const status = card.status();
      if (isSo(status)) return status;
      assert.ok(Date.now() < deadlineMs, `${what}: not within 8 s`);
      await pass(5);
    }
  };

  /** Slope of a line through the points, and how far they lie from it. */
  const line = (points: readonly (readonly [number, number])[]) => {
    const mean = (numbers: readonly number[]): number =>
      numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
    const [x0, y0] = [mean(points.map(([x]) => x)), mean(points.map(([, y]) => y))];
    const slope =
      mean(points.map(([x, y]) => (x - x0) * (y - y0))) / mean(points.map(([x]) => (x - x0) ** 2));
    const residuals = points.map(([x, y]) => Math.abs(y - y0 - slope * (x - x0)));
    return { slope, residuals: residuals.sort((one, other) => one - other) };
  };

  for (const [name, ppm] of [
    ['fast', 250],
    ['slow', -100],
    ['coarse', 0],
  ] as const) {
    void it(`tells the rate of a ${name} crystal (${ppm} ppm) and its position by its status`, async (t) => {
      await use(name);
      let writtenSamples = fill();
      const points: [number, number][] = [];
      const startUs = card.status().atUs;
      await until('two seconds of play', ({ atUs, delaySamples, xruns }) => {
        assert.equal(xruns, 0);
        points.push([atUs, writtenSamples - delaySamples]);
        writtenSamples += fill();
        return atUs > startUs + 2e6;
      });
      const { slope, residuals } = line(points);
      const p95Us = (residuals[Math.floor(residuals.length * 0.95)]! * 1e6) / 48_000;
      const measuredHz = slope * 1e6;
      t.diagnostic(
        `${measuredHz.toFixed(2)} Hz by ${points.length} statuses, p95 ${p95Us.toFixed(1)} µs off the line`,
      );
      const trueHz = 48_000 * (1 + ppm / 1e6);
      const granuleUs = name === 'coarse' ? 1_000 : 21;
      assert.ok(Math.abs(measuredHz - trueHz) < (name === 'coarse' ? 20 : 1), `${measuredHz} Hz`);
      assert.ok(p95Us < granuleUs + 10, `${p95Us} µs`);
    });
  }

  void it('holds no more than it was asked to, however much the card could', async () => {
    card = cardOn('roomy');
    assert.equal((await card.open()).bufferSamples, BUFFER_SAMPLES);
    const taken = card.write(new Int16Array(20_000));
    // Half of it is silence, of which a little has left.
    assert.ok(taken >= BUFFER_SAMPLES / 2 && taken < BUFFER_SAMPLES, `took ${taken}`);
    assert.ok(card.status().delaySamples <= BUFFER_SAMPLES);
    await card.close();
    card = cardOn('small');
    assert.equal((await card.open()).bufferSamples, 3_840);
  });

  void it('always has a next sample well ahead, while nobody has written any', async () => {
    await use('even');
    const startUs = card.status().atUs;
    await until('twice the buffer', ({ atUs, delaySamples, xruns }) => {
      assert.ok(delaySamples >= BUFFER_SAMPLES / 4, `${delaySamples} samples ahead`);
      assert.equal(xruns, 0);
      return atUs > startUs + 300_000;
    });
  });

  void it('counts no xrun where nobody has written, nor asked for longer than it lasts', async () => {
    await use('even');
    await pass(300);
    const { state, xruns, delaySamples } = card.status();
    assert.deepEqual([state, xruns], ['running', 0]);
    assert.ok(delaySamples > BUFFER_SAMPLES / 4, `${delaySamples} samples ahead`);
  });

  void it('says to the sample when a sample will leave', async () => {
    await use('even');
    const before = cards.even.sound().length;
    const status = card.status();
    const saidUs = nextLeavesUs(status);
    card.write(new Int16Array(480).fill(1_000));
    await until('it has left', ({ atUs }) => atUs > saidUs + 30_000);
    const sound = cards.even.sound();
    const first = sound.findIndex((sample, at) => at >= before && sample === 1_000);
    const errorUs = leftAtUs(cards.even.stamps(), first) - saidUs;
    assert.ok(Math.abs(errorUs) < 150, `${errorUs} µs off`);
    assert.deepEqual(sound.subarray(first, first + 480), new Int16Array(480).fill(1_000));
  });

  void it('comes back from an xrun by itself, counts it, and says when it plays on', async () => {
    await use('even');
    fill(7);
    cards.even.forceXrun();
    await until('the xrun is seen', ({ xruns }) => xruns === 1);
    const status = card.status();
    assert.equal(status.state, 'running');
    const saidUs = nextLeavesUs(status);
    card.write(new Int16Array(960).fill(9));
    await until('it has played on', ({ atUs }) => atUs > saidUs + 30_000);
    await card.close();
    const firstNine = cards.even.sound().indexOf(9);
    const errorUs = leftAtUs(cards.even.stamps(), firstNine) - saidUs;
    assert.ok(Math.abs(errorUs) < 150, `${errorUs} µs off`);
    // From when it was looked at: how long after the xrun that was is this test's own affair.
    const laterUs = saidUs - status.atUs;
    assert.ok(laterUs < 100_000, `${laterUs} µs later: no more than half a buffer`);
  });

  void it('drops what is written between running dry and the status that tells of it', async () => {
    await use('even');
    fill(7);
    cards.even.forceXrun();
    // Its own call makes the card run dry: the sound was meant for an instant that is no more.
    assert.equal(card.write(new Int16Array(10).fill(5)), 0);
    assert.equal(card.status().xruns, 1);
  });

  void it('tells of a stall by the instant of the next sample, and goes on', async () => {
    await use('even');
    fill();
    const before = nextLeavesUs(card.status());
    cards.even.stall(400);
    const isLate = (status: SinkStatus): boolean => nextLeavesUs(status) > before + 390_000;
    const status = await until('the instant has moved', isLate);
    assert.ok(nextLeavesUs(status) - before < 430_000, `${nextLeavesUs(status) - before} µs later`);
    assert.deepEqual([status.state, status.xruns], ['running', 0]);
    await until('there is room again', ({ roomSamples }) => roomSamples > 960);
  });

  void it('fails where the card stands still for longer than three seconds', async () => {
    await use('even');
    fill();
    cards.even.stall(60_000);
    const { reason } = await until('it is failed', ({ state }) => state === 'failed');
    assert.match(String(reason), /takes no sound; see/);
    assert.equal(card.write(new Int16Array(10)), 0);
  });

  void it('fails when it is unplugged, cannot be opened while it is gone, and can once it is back', async () => {
    await use('even');
    fill();
    cards.even.unplug();
    const { reason, delaySamples, roomSamples, xruns } = await until(
      'gone',
      ({ state }) => state === 'failed',
    );
    assert.equal(xruns, 0);
    assert.equal(reason, 'the sound card was unplugged; plug it in again');
    assert.deepEqual([delaySamples, roomSamples, card.write(new Int16Array(10))], [0, 0, 0]);
    await card.close();
    await assert.rejects(card.open(), (error: unknown) => {
      assert.ok(error instanceof DeviceError);
      assert.match(error.message, /there is no sound card `even` \(No such device\)/);
      assert.match(error.remedy, /aplay -L/);
      return true;
    });
    cards.even.plugIn();
    await card.open();
    assert.equal(card.status().state, 'running');
    assert.ok(fill() > 0);
  });

  void it('is not had where another program has it', async () => {
    await use('even');
    const other = cardOn('even');
    await assert.rejects(other.open(), /another program holds the sound card `even`/);
    await other.close();
    assert.equal(card.status().state, 'running');
  });

  void it('is not had where there is none of that name, and says what the library says', async () => {
    card = cardOn('nowhere');
    await assert.rejects(card.open(), /no sound card `nowhere` \(Unknown PCM nowhere\)/);
  });
});

const aplay = (): string | false =>
  spawnSync('aplay', ['--version']).error ? 'aplay is not installed (alsa-utils)' : skip;

void describe('the card in user space', { skip: aplay() }, () => {
  /** 0.4 s of a rising count. */
  const recording = Int16Array.from({ length: 19_200 }, (_, at) => at + 1);
  const file = join(folder, 'count.raw');
  const play = async (card: RigCard, ...options: string[]): Promise<void> => {
    writeFileSync(file, recording);
    const format = ['-q', '-t', 'raw', '-f', 'S16_LE', '-r', '48000', '-c', '1'];
    const aloud = spawn('aplay', [...format, ...options, file], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    aloud.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    const [status] = (await once(aloud, 'close')) as [number];
    assert.deepEqual([status, said], [0, '']);
    // It fills up its last period with silence.
    const sound = card.sound();
    const first = sound.lastIndexOf(recording.length) + 1 - recording.length;
    assert.deepEqual(sound.slice(first, first + recording.length), recording);
  };

  void it('lets aplay play through it, which waits for room by polling', () =>
    play(cards.fast, '-D', 'fast'));

  void it('lets a player map its buffer', () => play(cards.slow, '-M', '-D', 'slow'));

  void it('lets a player have its channels converted', () =>
    play(cards.stereo, '-D', "plug:SLAVE='stereo'"));
});
