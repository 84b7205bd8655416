/** What ffmpeg is told: any sound in, Ogg Opus of 20 ms frames, mono, 48 kHz out. Loudness is left as it is. */

export const FFMPEG_MISSING = 'ffmpeg is not installed, or not in PATH: apt install ffmpeg';

/** Options of output, as name and value; an empty value stands for an option without one. */
export const OPUS_OUTPUT: Readonly<Record<string, string>> = {
  '-map': '0:a:0',
  '-vn': '',
  '-map_metadata': '-1',
  '-c:a': 'libopus',
  '-b:a': '32k',
  '-vbr': 'on',
  '-application': 'audio',
  '-frame_duration': '20',
  '-ac': '1',
  '-ar': '48000',
  '-f': 'ogg',
};

/** A page for each packet, and each page at once: a feed is heard 20 ms after it came. */
export const LIVE_OUTPUT: Readonly<Record<string, string>> = {
  ...OPUS_OUTPUT,
  '-page_duration': '20000',
  '-flush_packets': '1',
};

/** Never asks, never draws progress. Warnings are wanted: they tell of a file that is cut short. */
const QUIET = ['-nostdin', '-hide_banner', '-nostats', '-loglevel', 'warning'];

/** The `file:` protocol, so that no name of a file is taken for a URL, a playlist or an option. */
export const fileArguments = (path: string): string[] => [
  ...QUIET,
  '-i',
  `file:${path}`,
  ...flat(OPUS_OUTPUT),
  'pipe:1',
];

/** `device` is an ALSA name, such as `default` or `hw:1`. */
export const captureArguments = (device: string): string[] => [
  ...QUIET,
  ...['-f', 'alsa', '-i', device],
  ...flat(LIVE_OUTPUT),
  'pipe:1',
];

const flat = (options: Readonly<Record<string, string>>): string[] =>
  Object.entries(options).flatMap(([name, value]) => (value === '' ? [name] : [name, value]));
