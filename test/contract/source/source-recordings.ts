/** Recordings made by ffmpeg in a folder of their own, out of the bulletin of the repository; and why they cannot be made. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BULLETIN_PATH } from '../../../broker-sim/bulletin/bulletin.ts';

const found = (program: string): boolean =>
  spawnSync(program, ['-version'], { stdio: 'ignore' }).status === 0;

/** For the `skip` of a test: false, or the reason. */
export const withoutFfmpeg: string | false =
  found('ffmpeg') && found('ffprobe') ? false : 'ffmpeg is not installed: apt install ffmpeg';

const TONE = ['-f', 'lavfi', '-i', 'sine=frequency=1000:sample_rate=44100:duration=3'];
/** `sine` peaks at 1/8; both sides alike at a quarter of full scale. */
const LOUD_STEREO = ['-af', 'volume=2,pan=stereo|c0=c0|c1=c0'];
const THREE_SECONDS = ['-t', '3', '-i', BULLETIN_PATH];

/** What ffmpeg is told for each, after `-i …`. */
const RECIPES = {
  'speech.mp3': [...THREE_SECONDS, '-ac', '2', '-ar', '44100'],
  'speech.m4a': [...THREE_SECONDS, '-c:a', 'aac'],
  'speech.flac': THREE_SECONDS,
  'vorbis.ogg': [...THREE_SECONDS, '-c:a', 'libvorbis'],
  'frames-of-60.opus': [...THREE_SECONDS, '-c:a', 'libopus', '-frame_duration', '60'],
  'frames-of-10.opus': [...THREE_SECONDS, '-c:a', 'libopus', '-frame_duration', '10'],
  'long-tags.opus': [
    ...THREE_SECONDS,
    ...['-metadata', `comment=${'ảnh bìa '.repeat(9_000)}`, '-c:a', 'libopus'],
  ],
  'stereo.opus': [...TONE, ...LOUD_STEREO, '-c:a', 'libopus', '-ac', '2', '-b:a', '96k'],
  'tone-stereo-44100.wav': [...TONE, ...LOUD_STEREO],
  'picture-only.mp4': ['-f', 'lavfi', '-i', 'color=size=64x64:rate=5:duration=1'],
} as const satisfies Record<string, readonly string[]>;

export type RecordingName = keyof typeof RECIPES;

export class Recordings {
  readonly folder = mkdtempSync(join(tmpdir(), 'loa-recordings-'));

  /** The path of a file with these bytes. */
  write(name: string, bytes: Uint8Array | string): string {
    const path = join(this.folder, name);
    writeFileSync(path, bytes);
    return path;
  }

  /** The path of a recording; made at its first mention. */
  make(name: RecordingName): string {
    const path = join(this.folder, name);
    const made = spawnSync('ffmpeg', [
      '-nostdin',
      '-loglevel',
      'error',
      '-n',
      ...RECIPES[name],
      path,
    ]);
    if (made.status !== 0 && made.status !== 1) throw new Error(made.stderr.toString());
    return path;
  }

  /** The first `share` of a file. */
  cut(path: string, name: string, share: number): string {
    const bytes = readFileSync(path);
    return this.write(name, bytes.subarray(0, Math.floor(bytes.length * share)));
  }

  copy(path: string, name: string): string {
    const copied = join(this.folder, name);
    copyFileSync(path, copied);
    return copied;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** MD5 of each packet of a file, as another program sees them. */
export const packetHashes = (path: string): string[] => {
  const asked = ['-v', 'error', '-show_packets', '-show_data_hash', 'md5', '-of', 'csv=p=0'];
  const { stdout } = spawnSync('ffprobe', [...asked, '-show_entries', 'packet=data_hash', path]);
  return [...stdout.toString().matchAll(/MD5:([0-9a-f]{32})/gi)].map(([, hash]) =>
    hash!.toLowerCase(),
  );
};
