/** Recordings: that nothing is changed which need not be, and that whatever is wrong with a file is told in one line. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import OpusScript from 'opusscript';
import { monotonicUs } from '../../../broker-sim/source/monotonic.ts';
import { BULLETIN_PATH } from '../../../broker-sim/bulletin/bulletin.ts';
import { OggOpusReader } from '../../../broker-sim/source/ogg/ogg-opus-reader.ts';
import { openRecording } from '../../../broker-sim/source/open-source.ts';
import { Recording } from '../../../broker-sim/source/recording.ts';
import { hearOut, withoutPrograms, type Heard } from './source-hearing.ts';
import {
  packetHashes,
  Recordings,
  withoutFfmpeg,
  type RecordingName,
} from './source-recordings.ts';

const recordings = new Recordings();
after(() => recordings.remove());

const hear = (path: string): Promise<Heard> =>
  hearOut((onTrouble) => openRecording(path, onTrouble));
const md5 = (packet: Uint8Array): string => createHash('md5').update(packet).digest('hex');

describe('an Ogg Opus file of 20 ms frames', () => {
  test('is played packet for packet as it is', { skip: withoutFfmpeg }, async () => {
    const { frames, failed, troubles } = await hear(BULLETIN_PATH);
    assert.equal(frames.length, 1_651);
    assert.deepEqual(
      frames.map(({ packet }) => md5(packet)),
      packetHashes(BULLETIN_PATH),
    );
    assert.deepEqual([failed, troubles], [false, []]);
  });

  test('in stereo is played as it is, too', { skip: withoutFfmpeg }, async () => {
    const path = recordings.make('stereo.opus');
    const { frames } = await hear(path);
    assert.ok(frames.length >= 150);
    assert.deepEqual(
      frames.map(({ packet }) => md5(packet)),
      packetHashes(path),
    );
  });

  test('with tags of many pages, such as a picture, is too', { skip: withoutFfmpeg }, async () => {
    const path = recordings.make('long-tags.opus');
    assert.ok(statSync(path).size > 80_000);
    const { frames, troubles } = await withoutPrograms(() => hear(path));
    assert.deepEqual(
      frames.map(({ packet }) => md5(packet)),
      packetHashes(path),
    );
    assert.deepEqual(troubles, []);
  });

  test('that asks to be played louder or softer does not travel as it is', () => {
    const bytes = Buffer.from(readFileSync(BULLETIN_PATH));
    bytes.writeInt16LE(-6 * 256, bytes.indexOf('OpusHead') + 16);
    const reader = new OggOpusReader();
    assert.deepEqual([...reader.push(bytes), ...reader.flush()], []);
    assert.equal(reader.misfit, 'output-gain');
  });

  test('needs no ffmpeg', async () => {
    const { frames, troubles } = await withoutPrograms(() => hear(BULLETIN_PATH));
    assert.deepEqual([frames.length, troubles], [1_651, []]);
  });

  for (const chunkBytes of [1, 7, 255, 4_096]) {
    test(`gives the same packets in chunks of ${chunkBytes} bytes`, () => {
      const bytes = readFileSync(BULLETIN_PATH).subarray(0, 30_000);
      const whole = new OggOpusReader();
      const expected = [...whole.push(bytes), ...whole.flush()].map(md5);
      const reader = new OggOpusReader();
      const packets: Uint8Array[] = [];
      for (let at = 0; at < bytes.length; at += chunkBytes) {
        packets.push(...reader.push(bytes.subarray(at, at + chunkBytes)));
      }
      packets.push(...reader.flush());
      assert.ok(expected.length > 200);
      assert.deepEqual(packets.map(md5), expected);
    });
  }
});

describe('any other recording goes through ffmpeg', { skip: withoutFfmpeg }, () => {
  const names: readonly RecordingName[] = [
    'speech.mp3',
    'speech.m4a',
    'speech.flac',
    'vorbis.ogg',
    'frames-of-60.opus',
    'frames-of-10.opus',
    'tone-stereo-44100.wav',
  ];
  for (const name of names) {
    test(`${name} of three seconds gives three seconds of 20 ms frames`, async () => {
      const { frames, failed, troubles } = await hear(recordings.make(name));
      assert.ok(frames.length >= 150 && frames.length <= 155, `${frames.length} frames`);
      assert.deepEqual([failed, troubles], [false, []]);
    });
  }

  test('loudness is left as it is', async () => {
    const { frames } = await hear(recordings.make('tone-stereo-44100.wav'));
    const levels = decode(frames.map(({ packet }) => packet)).slice(20 * 960, 140 * 960);
    const rms = Math.sqrt(levels.reduce((sum, level) => sum + level * level, 0) / levels.length);
    const offDb = 20 * Math.log10(rms / (0.25 / Math.SQRT2));
    assert.ok(Math.abs(offDb) < 0.3, `${offDb.toFixed(2)} dB off`);
  });

  test('a file whose name looks like an option, a URL or a playlist is a file', async () => {
    const folder = process.cwd();
    process.chdir(recordings.folder);
    try {
      for (const name of ['-i.wav', 'concat:a|b.wav', 'a b\n#c%20.wav']) {
        recordings.copy(recordings.make('tone-stereo-44100.wav'), name);
        assert.equal((await hear(name)).failed, false, name);
      }
    } finally {
      process.chdir(folder);
    }
  });
});

describe('what is wrong with a file is told in one line', () => {
  const told = async (path: string, line: RegExp): Promise<void> => {
    const { frames, failed, troubles } = await hear(path);
    assert.deepEqual([frames.length, failed], [0, true]);
    assert.equal(troubles.length, 1);
    assert.equal(troubles[0]?.state, 'over');
    assert.match(troubles[0].line, line);
    assert.doesNotMatch(troubles[0].line, /\n/);
  };

  test('a file that is not there', () =>
    told('/nonexistent/news.mp3', /^\/nonexistent\/news\.mp3 does not exist: check its name$/));
  test('an empty file', () =>
    told(recordings.write('empty.wav', ''), /empty\.wav is empty: name a recording$/));
  test('a folder', () => {
    mkdirSync(join(recordings.folder, 'folder.wav'));
    return told(
      join(recordings.folder, 'folder.wav'),
      /folder\.wav is not a file: name a recording$/,
    );
  });
  test('a text', { skip: withoutFfmpeg }, () =>
    told(
      recordings.write('news.txt', 'Xin chào bà con.\n'.repeat(50)),
      /^news\.txt is not sound that ffmpeg can read$/,
    ),
  );
  test('letters under the name of an Ogg file', { skip: withoutFfmpeg }, () =>
    told(
      recordings.write('news.opus', `OggS${'x'.repeat(5_000)}`),
      /^news\.opus is not sound that ffmpeg can read$/,
    ),
  );
  test('a film without sound', { skip: withoutFfmpeg }, () =>
    told(recordings.make('picture-only.mp4'), /^picture-only\.mp4 has no sound in it$/),
  );
  test('a film that is cut before its index', { skip: withoutFfmpeg }, () =>
    told(
      recordings.cut(recordings.make('speech.m4a'), 'cut.m4a', 0.5),
      /^cut\.m4a is not sound that ffmpeg can read$/,
    ),
  );
  test('no ffmpeg', async () => {
    const wav = recordings.write('tone.wav', 'RIFF');
    await withoutPrograms(() =>
      told(wav, /^ffmpeg is not installed, or not in PATH: apt install ffmpeg$/),
    );
  });
});

describe('a recording that is cut short is played as far as it goes, and that is told in one line', () => {
  const names: readonly RecordingName[] = [
    'speech.mp3',
    'speech.flac',
    'vorbis.ogg',
    'frames-of-60.opus',
    'tone-stereo-44100.wav',
  ];
  const note = (name: string) => [
    { state: 'note', line: `${name} is damaged or cut short: what there is of it is played` },
  ];

  for (const name of names) {
    test(name, { skip: withoutFfmpeg }, async () => {
      const cut = recordings.cut(recordings.make(name), `cut-${name}`, 0.6);
      const { frames, failed, troubles } = await hear(cut);
      assert.ok(frames.length > 30 && frames.length < 120, `${frames.length} frames`);
      assert.deepEqual([failed, troubles], [false, note(`cut-${name}`)]);
    });
  }

  test('an Ogg Opus file that is played as it is', async () => {
    const cut = recordings.cut(BULLETIN_PATH, 'cut.opus', 0.5);
    const { frames, failed, troubles } = await withoutPrograms(() => hear(cut));
    assert.ok(frames.length > 700 && frames.length < 900, `${frames.length} frames`);
    assert.deepEqual([failed, troubles], [false, note('cut.opus')]);
  });

  test('wherever it is cut, what comes is whole packets from its beginning', () => {
    const bytes = readFileSync(BULLETIN_PATH).subarray(0, 20_000);
    const whole = new OggOpusReader().push(bytes).map(md5);
    for (let length = 0; length < bytes.length; length += length < 6_000 ? 1 : 61) {
      const reader = new OggOpusReader();
      const packets = [...reader.push(bytes.subarray(0, length)), ...reader.flush()].map(md5);
      assert.deepEqual(packets, whole.slice(0, packets.length), `cut at ${length}`);
      assert.equal(reader.misfit, packets.length > 0 ? undefined : 'not-opus', `cut at ${length}`);
      assert.equal(reader.sawLastPage, false);
    }
  });
});

test('no bytes are read before the frames of those before are used up', async () => {
  const bytes = readFileSync(BULLETIN_PATH);
  let reads = 0;
  const feed = {
    read: () => Promise.resolve(bytes.subarray(reads * 8_192, ++reads * 8_192)),
    verdict: () => Promise.resolve(undefined),
    close: () => Promise.resolve(),
  };
  const source = new Recording('bulletin', feed, ({ line }) => assert.fail(line));
  await source.next();
  const readForFirst = reads;
  const startedUs = monotonicUs();
  for (let frame = 0; frame < 20; frame++) {
    const item = await source.next();
    assert.ok(item.is === 'frame' && item.capturedAtUs >= startedUs);
  }
  assert.equal(reads, readForFirst);
  await source.close();
});

/** Samples of full scale 1. */
const decode = (packets: readonly Uint8Array[]): number[] => {
  const decoder = new OpusScript(48_000, 1, OpusScript.Application.AUDIO);
  const samples: number[] = [];
  for (const packet of packets) {
    const pcm = decoder.decode(Buffer.from(packet));
    for (let at = 0; at < pcm.length; at += 2) samples.push(pcm.readInt16LE(at) / 32_768);
  }
  decoder.delete();
  return samples;
};
