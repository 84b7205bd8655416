/** Turns what ffmpeg complained of into one line for a person: cause, and remedy where there is one. Knows no process. */

import { FFMPEG_MISSING } from './ffmpeg/ffmpeg-arguments.ts';

const LINE_CHARS_MAX = 240;

/** What node-rtsp-stream prints of its own accord, after ffmpeg has said why. */
const IDLE_TALK = /^RTSP stream exited with error$/gm;

/** What ffmpeg says (left) and what it means for `subject` (right). The first that is found counts. */
const MEANINGS: readonly (readonly [RegExp, (subject: string) => string])[] = [
  [/spawn ffmpeg ENOENT/, () => FFMPEG_MISSING],
  [/unknown encoder 'libopus'/i, () => 'this ffmpeg was built without libopus: apt install ffmpeg'],
  [/unknown input format: 'alsa'/i, () => 'this ffmpeg was built without ALSA: apt install ffmpeg'],
  [/matches no streams/i, (subject) => `${subject} has no sound in it`],
  [/401 unauthorized/i, (subject) => `${subject} refuses the user name or the password`],
  [/403 forbidden/i, (subject) => `${subject} may not be played by this user`],
  [/404 not found/i, (subject) => `${subject} does not exist on its server: check the path`],
  [/connection refused/i, (subject) => `no server answers at ${subject}`],
  [
    /(?:network|host)[^:\n]*unreachable|no route to host/i,
    (subject) => `${subject} cannot be reached: check the network`,
  ],
  [/connection timed out|operation timed out/i, (subject) => `${subject} does not answer`],
  [
    /failed to resolve|name or service not known/i,
    (subject) => `the host of ${subject} is unknown: check its name`,
  ],
  [
    /cannot open audio device|no such device/i,
    (subject) => `${subject} cannot be opened: no such sound card, or another program holds it`,
  ],
  [/permission denied/i, (subject) => `${subject} may not be read by this user`],
  [/invalid data found/i, (subject) => `${subject} is not sound that ffmpeg can read`],
];

/** `complaint` is ffmpeg's standard error; `subject` what was to be played, without secrets. */
export const meaningOf = (complaint: string, subject: string): string => {
  const known = MEANINGS.find(([pattern]) => pattern.test(complaint));
  if (known) return known[1](subject);
  const lastLine = complaint.replace(IDLE_TALK, '').trim().split('\n').at(-1) ?? '';
  return oneLine(
    lastLine === '' ? `${subject} ended` : `${subject} broke off; ffmpeg says: ${lastLine}`,
  );
};

/** ffmpeg went through the whole file, yet had to leave something out. */
export const saysDamaged = (complaint: string): boolean =>
  /corrupt|truncat|error while decoding|invalid data|filesize and duration do not match/i.test(
    complaint,
  );

/** No control characters, no user name or password of a URL, bounded. */
export const oneLine = (text: string): string => {
  const line = withoutCredentials(text)
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim();
  return line.length <= LINE_CHARS_MAX ? line : `${line.slice(0, LINE_CHARS_MAX - 1)}…`;
};

/**
 * `rtsp://user:secret@host/` becomes `rtsp://host/`; a password may itself hold an @, so the last one counts. Many cameras
 * want it in the path or the query instead: `password=secret` becomes `password=***`.
 */
export const withoutCredentials = (text: string): string =>
  text
    .replace(/([a-z][a-z0-9+.-]*:\/\/)[^/?#\s'"]*@/gi, '$1')
    .replace(/((?:user(?:name)?|pass(?:word|wd)?|pwd|token|key|auth)=)[^&/\s'"]*/gi, '$1***');
