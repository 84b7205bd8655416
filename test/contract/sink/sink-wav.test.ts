/** The card that records: the contract of a sound card, and what stands in its two files. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { MonotonicClock } from '../../../hw/clock/monotonic.ts';
import { wavCard, WavHorn } from '../../../hw/audio/wav/wav-card.ts';
import { PacedCard } from '../../../hw/audio/paced-card.ts';
import { WavFile } from '../../../hw/audio/wav/wav-file.ts';
import { RECORDING_LIMITS, WavRecording } from '../../../hw/audio/wav/wav-recording.ts';
import { DeviceError, type AudioSink } from '../../../hw/ports.ts';
import { LiteralClock } from '../time/literal-clock.ts';
import { sinkContract } from './sink-contract.ts';
import { lastSounds, readWav } from './wav-reading.ts';

const MS = 1_000;
const BUFFER_SAMPLES = 480;
/** Position of the first sample of a card that is opened at instant 0 (see sink-paced-buffer.test.ts). */
const FIRST = 241;
const gridUs = (position: number): number => (position * 1e6) / 48_000;

const folder = mkdtempSync(join(tmpdir(), 'loa-wav-'));
after(() => rmSync(folder, { recursive: true }));
const file = join(folder, 'horn.wav');

sinkContract('WAV', () => wavCard({ file, clock: new MonotonicClock() }));

/** first, first + 1, first + 2, … */
const ramp = (first: number, samples: number): Int16Array =>
  Int16Array.from({ length: samples }, (_, at) => first + at);

describe('what a WAV card records', () => {
  let clock: LiteralClock;
  let card: AudioSink;
  const write = (pcm: Int16Array): void => assert.equal(card.write(pcm), pcm.length);
  beforeEach(() => {
    clock = new LiteralClock();
    card = wavCard({ file, clock, bufferSamples: BUFFER_SAMPLES });
  });

  it('is what left the horn until it was closed, and not a sample of what had not', async () => {
    await card.open();
    write(ramp(1, 200));
    clock.set(gridUs(FIRST + 149));
    await card.close();
    const { samples, lines, strayBytes } = readWav(file);
    assert.deepEqual(samples, ramp(1, 150));
    assert.deepEqual(lines, [{ firstSample: 0, startsAtUs: gridUs(FIRST) }]);
    assert.equal(strayBytes, 0);
  });

  it('is its own copy of what was written', async () => {
    await card.open();
    const pcm = ramp(1, 10);
    write(pcm);
    pcm.fill(-1);
    clock.set(gridUs(FIRST + 9));
    await card.close();
    assert.deepEqual(readWav(file).samples, ramp(1, 10));
  });

  it('is whole over many turns of the buffer', async () => {
    await card.open();
    let next = 0;
    while (next < 30_000) {
      const { roomSamples } = card.status();
      const pcm = ramp(next, Math.min(roomSamples, 30_000 - next));
      next += card.write(pcm);
      clock.pass(1_234.5);
    }
    clock.pass(9 * MS);
    const { xruns } = card.status();
    await card.close();
    assert.equal(xruns, 1, 'it ran dry after the last sample');
    assert.deepEqual(readWav(file).samples.subarray(0, 30_000), ramp(0, 30_000));
  });

  it('goes on behind itself when opened again, without the silence between', async () => {
    await card.open();
    // Forty more than leave the horn: they are dropped, and not heard at the next opening either.
    write(ramp(1, 140));
    clock.set(gridUs(FIRST + 99));
    await card.close();
    clock.set(1_000 * MS);
    await card.open();
    write(ramp(101, 50));
    clock.set(1_006 * MS);
    await card.close();
    // 1 s is position 48 000; half a buffer later it takes up; 1.006 s is 48 288.
    const second = 48_001 + 240;
    const { samples, lines } = readWav(file);
    assert.deepEqual(samples, ramp(1, 100 + 48_289 - second));
    assert.deepEqual(lines, [
      { firstSample: 0, startsAtUs: gridUs(FIRST) },
      { firstSample: 100, startsAtUs: gridUs(second) },
    ]);
  });

  it('holds nothing of an opening into which nothing was written', async () => {
    await card.open();
    clock.set(500 * MS);
    card.status();
    await card.close();
    const { samples, lines } = readWav(file);
    assert.deepEqual([samples.length, lines.length], [0, 0]);
  });

  it('is silent where the card ran dry, and says where and for how long', async () => {
    await card.open();
    write(ramp(1, 48));
    clock.set(20 * MS); // position 960: dry since 289
    assert.equal(card.status().xruns, 1);
    const resumed = 961 + 240;
    write(ramp(49, 48));
    clock.set(gridUs(resumed + 47));
    await card.close();
    const { samples, lines } = readWav(file);
    const lost = resumed - (FIRST + 48);
    const expected = Int16Array.from([...ramp(1, 48), ...new Int16Array(lost), ...ramp(49, 48)]);
    assert.deepEqual(samples, expected);
    assert.deepEqual(lines, [
      { firstSample: 0, startsAtUs: gridUs(FIRST) },
      { xrunAtSample: 48, lostSamples: lost, atUs: gridUs(FIRST + 48) },
    ]);
  });

  it('has as much silence as passed where it was still dry when closed', async () => {
    await card.open();
    write(ramp(1, 48));
    clock.set(20 * MS);
    await card.close();
    const { samples, lines } = readWav(file);
    assert.equal(samples.length, 961 - FIRST);
    assert.deepEqual(lines.at(-1), {
      xrunAtSample: 48,
      lostSamples: 961 - FIRST - 48,
      atUs: gridUs(FIRST + 48),
    });
  });

  it('takes an hour of dry spell without writing an hour of zeros', async () => {
    await card.open();
    write(ramp(1, 48));
    clock.set(3_600_000 * MS);
    card.status();
    write(ramp(49, 48));
    clock.pass(9 * MS);
    await card.close();
    const { size, blocks } = statSync(file);
    assert.ok(size > 3_600 * 96_000, `${size} bytes long`);
    assert.ok(blocks * 512 < 100_000, `${blocks * 512} bytes on the disk`);
    assert.deepEqual(lastSounds(file, 480), ramp(49, 48));
  });

  it('begins anew with a new card', async () => {
    await card.open();
    write(ramp(1, 100));
    clock.set(20 * MS);
    await card.close();
    card = wavCard({ file, clock, bufferSamples: BUFFER_SAMPLES });
    await card.open();
    await card.close();
    const { samples, lines } = readWav(file);
    assert.deepEqual([samples.length, lines.length], [0, 0]);
  });

  it('begins anew where somebody took it away between two openings', async () => {
    await card.open();
    write(ramp(1, 100));
    clock.set(gridUs(FIRST + 99));
    await card.close();
    rmSync(file);
    await card.open();
    const startsAtUs = card.status().atUs + (card.status().delaySamples * 1e6) / 48_000;
    write(ramp(7, 10));
    clock.set(startsAtUs + gridUs(9) + 1);
    await card.close();
    const { samples, lines } = readWav(file);
    assert.deepEqual(samples, ramp(7, 10));
    assert.equal(lines.length, 1);
  });
});

describe('a WAV card that cannot record', () => {
  const clock = new LiteralClock();
  const opening = (path: string) => wavCard({ file: path, clock }).open();
  const says = (message: RegExp, remedy: RegExp) => (error: unknown) => {
    assert.ok(error instanceof DeviceError);
    assert.match(error.message, message);
    assert.match(error.remedy, remedy);
    return true;
  };

  it('says so where the directory does not exist', async () => {
    const path = join(folder, 'absent', 'horn.wav');
    await assert.rejects(
      opening(path),
      says(/absent.horn\.wav: the directory does not exist/, /create/),
    );
  });

  it('says so where the file is a directory, or a part of its path is a file', async () => {
    const path = join(folder, 'directory');
    mkdirSync(path);
    await assert.rejects(opening(path), says(/not a regular file/, /regular file/));
    writeFileSync(join(folder, 'plain'), '');
    const beneath = join(folder, 'plain', 'horn.wav');
    await assert.rejects(opening(beneath), says(/not a directory/, /another path/));
  });

  it('can be opened again once the cause is gone', async () => {
    const path = join(folder, 'later', 'horn.wav');
    const card = wavCard({ file: path, clock });
    await assert.rejects(card.open(), DeviceError);
    assert.equal(card.status().state, 'failed');
    mkdirSync(join(folder, 'later'));
    await card.open();
    assert.equal(card.status().state, 'running');
    await card.close();
  });

  describe('any longer', () => {
    let recording: WavRecording;
    let card: AudioSink;
    before(() => clock.set(0));
    const open = async (limits: Partial<typeof RECORDING_LIMITS>): Promise<void> => {
      recording = new WavRecording(new WavFile(file), { ...RECORDING_LIMITS, ...limits });
      card = new PacedCard(new WavHorn(recording), { clock, bufferSamples: 96_000 });
      await card.open();
      card.write(new Int16Array(40_000).fill(7));
      clock.pass(2_000 * MS);
    };

    it('fails, and keeps what it has, where the disk falls too far behind', async () => {
      // All in one turn of the event loop: the disk has no chance to take anything.
      await open({ backlogBatchesMax: 3 });
      const { state, reason, roomSamples } = card.status();
      assert.deepEqual([state, roomSamples], ['failed', 0]);
      assert.match(String(reason), /the disk does not keep up; choose a file on a faster disk/);
      assert.equal(card.write(new Int16Array(10)), 0);
      await card.close();
      assert.equal(readWav(file).strayBytes, 0);
      await card.open();
      assert.equal(card.status().state, 'running');
      await card.close();
    });

    it('fails where a WAV file cannot be longer', async () => {
      await open({ samplesMax: 30_000 });
      assert.match(String(card.status().reason), /a WAV file cannot be longer; restart/);
      await card.close();
    });
  });
});
