/** The evidence by which a run is judged: what is wrong with a WAV must be found, to the sample, and nothing else. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { monoUs, samplesToUs } from '../../../agent/core/vocabulary.ts';
import { boxOffsets } from '../../../broker-sim/evidence/box-offsets.ts';
import { HornRecording } from '../../../broker-sim/evidence/horn-recording.ts';
import { findPlacement } from '../../../broker-sim/evidence/placement.ts';
import { writeSentRecording } from '../../../broker-sim/evidence/sent-recording.ts';
import { readRelayJournal, readSidecar } from '../../../broker-sim/evidence/sidecar.ts';
import { compareHorn, soundOf } from '../../../broker-sim/evidence/wav-comparison.ts';
import { openWav, type WavFile } from '../../../broker-sim/report/record/wav-file.ts';
import type { WavSegment } from '../../../broker-sim/report/record/run-record.ts';
import { asHeard, bulletinPackets, RATE_HZ, writeWav } from './village-sound.ts';

const FRAMES = 150;
const STREAM_SAMPLES = FRAMES * 960;
const LEAD_SAMPLES = 5_000;
/** Sample 0 of the WAV leaves at this instant; the stream is due where it lies in it. */
const OPENED_US = monoUs(7_000_000_000);
const DUE_US = monoUs(OPENED_US + samplesToUs(LEAD_SAMPLES));
const ONE_SEGMENT = [{ firstSample: 0, startsAtUs: OPENED_US }];

describe('what left a horn, beside what was sent', () => {
  const folder = mkdtempSync(join(tmpdir(), 'loa-evidence-'));
  const sentFile = join(folder, 'sent.wav');
  let packets: Uint8Array[];
  let sent: WavFile;
  let sound: Int16Array;
  const opened: WavFile[] = [];

  const open = async (file: string): Promise<WavFile> => {
    const wav = await openWav(file);
    assert.ok(wav.ok);
    opened.push(wav.wav);
    return wav.wav;
  };
  before(async () => {
    packets = await bulletinPackets(FRAMES);
    assert.deepEqual(await writeSentRecording(packets, sentFile), {
      frames: FRAMES,
      isSilent: false,
    });
    sent = await open(sentFile);
    sound = await sent.read(0, STREAM_SAMPLES);
  });
  after(async () => {
    for (const wav of opened) await wav.close();
    rmSync(folder, { recursive: true });
  });

  const horn = async (
    pcm: Int16Array,
    segments: readonly WavSegment[] = ONE_SEGMENT,
  ): Promise<HornRecording> => {
    const file = join(folder, `horn-${opened.length}.wav`);
    writeWav(file, pcm);
    return new HornRecording(await open(file), segments);
  };
  const heard = (): Int16Array => asHeard(sound, LEAD_SAMPLES);
  const judge = async (recording: HornRecording) => {
    const startsAtUs = await findPlacement(recording, sent, DUE_US);
    assert.ok(startsAtUs !== undefined, 'not found');
    const comparison = await compareHorn(recording, sent, startsAtUs, STREAM_SAMPLES);
    return { startsAtUs, ...comparison };
  };
  const COMPARED = STREAM_SAMPLES - 2 * 240;

  it('is the same, apart from the ramps, where the box did as it should', async () => {
    const recording = await horn(heard());
    assert.deepEqual(await judge(recording), {
      startsAtUs: DUE_US,
      comparedSamples: COMPARED,
      differingSamples: 0,
      firstDifferenceSample: undefined,
      straySamples: 0,
    });
    const loud = heard();
    assert.deepEqual(await soundOf(recording), {
      firstAtUs: OPENED_US + samplesToUs(loud.findIndex((sample) => sample !== 0)),
      lastAtUs: OPENED_US + samplesToUs(loud.findLastIndex((sample) => sample !== 0)),
    });
  });

  it('is found to begin one sample late where it does', async () => {
    const pcm = heard();
    const { startsAtUs, differingSamples } = await judge(
      await horn(Int16Array.from(pcm, (_, at) => pcm[at - 1] ?? 0)),
    );
    assert.ok(Math.abs(startsAtUs - DUE_US - samplesToUs(1)) < 0.001);
    assert.equal(differingSamples, 0);
    assert.deepEqual(
      boxOffsets([
        { id: 'a', startsAtUs: DUE_US },
        { id: 'deaf', startsAtUs: undefined },
        { id: 'b', startsAtUs },
      ]).map(({ pair, samples }) => [pair, samples]),
      [[['a', 'b'], 1]],
    );
  });

  it('differs in the one sample that was changed by one', async () => {
    const pcm = heard();
    pcm[LEAD_SAMPLES + 100_000]! += 1;
    const { differingSamples, firstDifferenceSample } = await judge(await horn(pcm));
    assert.deepEqual([differingSamples, firstDifferenceSample], [1, 100_000]);
  });

  it('may differ in the ramps and nowhere beside them', async () => {
    const pcm = heard();
    for (const at of [239, 240, STREAM_SAMPLES - 241, STREAM_SAMPLES - 240]) {
      pcm[LEAD_SAMPLES + at]! += 7;
    }
    const { differingSamples, firstDifferenceSample } = await judge(await horn(pcm));
    assert.deepEqual([differingSamples, firstDifferenceSample], [2, 240]);
  });

  it('differs from where one sample was lost', async () => {
    const pcm = heard();
    const lost = LEAD_SAMPLES + 2 * RATE_HZ;
    const { firstDifferenceSample, differingSamples } = await judge(
      await horn(Int16Array.from(pcm, (sample, at) => (at < lost ? sample : (pcm[at + 1] ?? 0)))),
    );
    assert.ok(firstDifferenceSample !== undefined && firstDifferenceSample >= 2 * RATE_HZ);
    assert.ok(firstDifferenceSample < 2 * RATE_HZ + 100);
    assert.ok(differingSamples > 10_000, String(differingSamples));
  });

  it('differs by what was never recorded, at the end and in a hole between two openings', async () => {
    const pcm = heard();
    const cutAt = LEAD_SAMPLES + 90_000;
    const ended = await judge(await horn(pcm.subarray(0, cutAt)));
    assert.deepEqual(
      [ended.differingSamples, ended.firstDifferenceSample],
      [STREAM_SAMPLES - 240 - 90_000, 90_000],
    );

    const hole = 1_000;
    const joined = new Int16Array([...pcm.subarray(0, cutAt), ...pcm.subarray(cutAt + hole)]);
    const reopened = await judge(
      await horn(joined, [
        ...ONE_SEGMENT,
        {
          firstSample: cutAt,
          startsAtUs: monoUs(OPENED_US + samplesToUs(cutAt + hole)),
        },
      ]),
    );
    assert.equal(reopened.startsAtUs, DUE_US);
    assert.deepEqual([reopened.differingSamples, reopened.firstDifferenceSample], [hole, 90_000]);
  });

  it('is found by its later sound where the box joined later, and what it missed is counted', async () => {
    const pcm = heard();
    const missed = 1.5 * RATE_HZ;
    pcm.fill(0, 0, LEAD_SAMPLES + missed);
    const { startsAtUs, differingSamples } = await judge(await horn(pcm));
    assert.equal(startsAtUs, DUE_US);
    // Silence in what was sent is the same silence.
    const silent = sound.subarray(240, missed).filter((sample) => sample === 0).length;
    assert.equal(differingSamples, missed - 240 - silent);
  });

  it('holds strange samples before and after, which are counted', async () => {
    const pcm = heard();
    pcm[LEAD_SAMPLES - 1] = 1;
    pcm[LEAD_SAMPLES + STREAM_SAMPLES] = -1;
    pcm[pcm.length - 1] = 9;
    assert.equal((await judge(await horn(pcm))).straySamples, 3);
  });

  it('is not found in silence, in noise, or three seconds from where it is due', async () => {
    const silence = await horn(new Int16Array(STREAM_SAMPLES));
    assert.equal(await findPlacement(silence, sent, DUE_US), undefined);
    assert.equal(await soundOf(silence), undefined);
    const noise = Int16Array.from(heard(), (_, at) => ((at * 7_919) % 20_011) - 10_000);
    assert.equal(await findPlacement(await horn(noise), sent, DUE_US), undefined);
    const late = await horn(asHeard(sound, LEAD_SAMPLES + 3 * RATE_HZ));
    assert.equal(await findPlacement(late, sent, DUE_US), undefined);
    const never = await horn(heard(), []);
    assert.equal(await findPlacement(never, sent, DUE_US), undefined);
    assert.equal(await soundOf(never), undefined);
  });

  it('is compared up to the first frame that was not sent, or sent as silence', async () => {
    const holed = join(folder, 'holed.wav');
    const missing: (Uint8Array | undefined)[] = [...packets];
    missing[100] = undefined;
    assert.equal((await writeSentRecording(missing, holed)).frames, 100);
    const empty = [...packets];
    empty[90] = new Uint8Array();
    assert.equal((await writeSentRecording(empty, holed)).frames, 90);
    const { comparedSamples, differingSamples, straySamples } = await compareHorn(
      await horn(heard()),
      await open(holed),
      DUE_US,
      STREAM_SAMPLES,
    );
    assert.deepEqual([comparedSamples, differingSamples, straySamples], [90 * 960 - 240, 0, 0]);
  });
});

describe('what a killed box left beside its WAV', () => {
  it('is read up to the line that was not finished', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'loa-sidecar-'));
    const file = join(folder, 'lines.jsonl');
    try {
      writeFileSync(
        file,
        '{"firstSample":480,"startsAtUs":2.5}\n{"xrunAtSample":9,"lostSamples":3,"atUs":4}\nnoise\n' +
          '{"firstSample":0,"startsAtUs":1}\n{"firstSample":"1","startsAtUs":1}\n{"firstSample":9',
      );
      assert.deepEqual(await readSidecar(file), {
        segments: [
          { firstSample: 0, startsAtUs: 1 },
          { firstSample: 480, startsAtUs: 2.5 },
        ],
        xruns: [{ xrunAtSample: 9, lostSamples: 3, atUs: 4 }],
      });
      writeFileSync(
        file,
        '{"atUs":1,"relay":"line","on":true}\n{"atUs":2,"relay":"door","on":true}\n{"at',
      );
      assert.deepEqual(await readRelayJournal(file), [{ atUs: 1, relay: 'line', on: true }]);
      assert.deepEqual(await readRelayJournal(join(folder, 'none')), []);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
