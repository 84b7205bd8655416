/** What ffmpeg complains of, in one line for a person and without secrets. The complaints are ffmpeg 5.1's own. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  meaningOf,
  oneLine,
  saysDamaged,
  withoutCredentials,
} from '../../../broker-sim/source/trouble-line.ts';

const CAMERA = 'rtsp://cam.invalid:554/feed';

describe('a complaint of ffmpeg', () => {
  const cases: readonly (readonly [complaint: string, line: string])[] = [
    [
      '[tcp @ 0x55] Connection to tcp://cam.invalid:554?timeout=0 failed: Connection refused\nrtsp://u:p@cam.invalid:554/feed: Connection refused\n',
      `no server answers at ${CAMERA}`,
    ],
    [
      '[rtsp @ 0x55] method DESCRIBE failed: 401 Unauthorized\n',
      `${CAMERA} refuses the user name or the password`,
    ],
    [
      '[rtsp @ 0x55] method DESCRIBE failed: 404 Not Found\nrtsp://x: Server returned 404 Not Found\n',
      `${CAMERA} does not exist on its server: check the path`,
    ],
    ["Stream map '0:a:0' matches no streams.\n", `${CAMERA} has no sound in it`],
    ['spawn ffmpeg ENOENT\n', 'ffmpeg is not installed, or not in PATH: apt install ffmpeg'],
    ['RTSP stream exited with error\n', `${CAMERA} ended`],
    ['', `${CAMERA} ended`],
    [
      'first\nsomething new\nRTSP stream exited with error\n',
      `${CAMERA} broke off; ffmpeg says: something new`,
    ],
  ];
  for (const [complaint, line] of cases) {
    test(`${JSON.stringify(complaint.slice(0, 50))} means: ${line}`, () => {
      assert.equal(meaningOf(complaint, CAMERA), line);
    });
  }

  test('an unknown one is quoted without the password that ffmpeg repeats', () => {
    const line = meaningOf('rtsp://joe:s3cret@cam.invalid/feed: Odd failure', CAMERA);
    assert.equal(line, `${CAMERA} broke off; ffmpeg says: rtsp://cam.invalid/feed: Odd failure`);
  });

  test('one of several lines, colours and bells is one bounded line', () => {
    const line = oneLine(`a\nb\t\u001b[31mc\u0007${'x'.repeat(500)}`);
    assert.match(line, /^a b \[31mc x+…$/);
    assert.equal(line.length, 240);
  });
});

describe('a URL without its secrets', () => {
  const cases: readonly (readonly [secret: string, open: string])[] = [
    ['rtsp://joe:s3cret@cam/feed', 'rtsp://cam/feed'],
    ['rtsp://joe:s3c@ret@cam/feed', 'rtsp://cam/feed'],
    ['RTSPS://joe@cam/feed?x=1', 'RTSPS://cam/feed?x=1'],
    [
      'rtsp://cam/user=admin&password=s3cret&channel=1',
      'rtsp://cam/user=***&password=***&channel=1',
    ],
    ['rtsp://cam/feed?token=s3cret', 'rtsp://cam/feed?token=***'],
    ['rtsp://cam/feed@night', 'rtsp://cam/feed@night'],
  ];
  for (const [secret, open] of cases) {
    test(open, () => {
      assert.equal(withoutCredentials(secret), open);
    });
  }
});

test('ffmpeg says of a file that is cut short that it is damaged', () => {
  assert.ok(saysDamaged('[wav @ 0x55] Packet corrupt (stream = 0, dts = NOPTS).'));
  assert.ok(saysDamaged('[mp3 @ 0x55] filesize and duration do not match (growing file?)'));
  assert.ok(saysDamaged('Error while decoding stream #0:0: Invalid data found'));
  assert.ok(!saysDamaged('Guessed Channel Layout for Input Stream #0.0 : mono'));
});
