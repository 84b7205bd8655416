/** RTSP feeds from a real server, through node-rtsp-stream and ffmpeg in a child: they play, die, stall and return. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, test, type TestContext } from 'node:test';
import OpusScript from 'opusscript';
import type { LiveFeedLimits } from '../../../broker-sim/source/live-feed.ts';
import type { OpusSource, SourceFrame } from '../../../broker-sim/source/opus-source.ts';
import { openRtsp, type RtspFeed } from '../../../broker-sim/source/rtsp/rtsp.ts';
import {
  childrenOf,
  processesMentioning,
  withoutPrograms,
} from '../../contract/source/source-hearing.ts';
import { withoutFfmpeg } from '../../contract/source/source-recordings.ts';
import { RtspServer, withoutRtsp } from './rtsp-server.ts';

const skip = withoutFfmpeg !== false ? withoutFfmpeg : withoutRtsp;
const CONDITION_MS_MAX = 20_000;

const HASTY: LiveFeedLimits = {
  backoff: { firstMs: 100, mostMs: 400 },
  stallMs: 5_000,
  steadyMs: 10_000,
};

/** A feed that is read all the time, and what it told. */
class Listener {
  readonly lines: string[] = [];
  readonly source: OpusSource;
  readonly frames: SourceFrame[] = [];
  readonly #reading: Promise<void>;

  constructor(
    context: TestContext,
    url: string,
    limits = HASTY,
    transport: RtspFeed['transport'] = 'tcp',
  ) {
    this.source = openRtsp(
      { url, transport },
      ({ state, line }) => this.lines.push(`${state}: ${line}`),
      limits,
    );
    this.#reading = this.#read();
    context.after(() => this.close());
  }

  async close(): Promise<void> {
    await this.source.close();
    await this.#reading;
  }

  async #read(): Promise<void> {
    for (;;) {
      const item = await this.source.next();
      if (item.is === 'end') return;
      this.frames.push(item);
    }
  }
}

const until = async (what: string, holds: () => boolean): Promise<void> => {
  const deadline = performance.now() + CONDITION_MS_MAX;
  while (!holds()) {
    assert.ok(performance.now() < deadline, `not within 20 s: ${what}`);
    await pause(20);
  }
};

const served = async (context: TestContext, ...options: readonly string[]): Promise<RtspServer> => {
  const server = await RtspServer.start(...options);
  context.after(() => server.kill());
  return server;
};

/** Level of 440 Hz in the decoded frames against all that is in them, 0 to 1. */
const tonality = (frames: readonly SourceFrame[]): number => {
  const decoder = new OpusScript(48_000, 1, OpusScript.Application.AUDIO);
  let [cosine, sine, energy, at] = [0, 0, 0, 0];
  for (const { packet } of frames) {
    const pcm = decoder.decode(Buffer.from(packet));
    for (let byte = 0; byte < pcm.length; byte += 2, at++) {
      const sample = pcm.readInt16LE(byte);
      cosine += sample * Math.cos((2 * Math.PI * 440 * at) / 48_000);
      sine += sample * Math.sin((2 * Math.PI * 440 * at) / 48_000);
      energy += sample * sample;
    }
  }
  decoder.delete();
  return (2 * (cosine ** 2 + sine ** 2)) / (at * energy);
};

describe('an RTSP feed plays', { skip }, () => {
  for (const [words, options, transport] of [
    ['PCMA at 8 kHz over TCP', ['--codec', 'pcma'], 'tcp'],
    ['Opus over UDP', ['--codec', 'opus'], 'udp'],
    ['uncompressed stereo beside a picture', ['--codec', 'l16', '--picture'], 'tcp'],
  ] as const) {
    test(words, async (context) => {
      const server = await served(context, ...options);
      // A picture makes ffmpeg look at the feed for some 4 s before it gives sound.
      const listener = new Listener(context, server.url, { ...HASTY, stallMs: 12_000 }, transport);
      await until('200 frames', () => listener.frames.length >= 200);
      assert.ok(tonality(listener.frames.slice(50, 100)) > 0.9, 'the tone that the server plays');
      assert.deepEqual(listener.lines, []);
      await listener.close();
      assert.deepEqual(processesMentioning(server.address), []);
      assert.deepEqual(
        childrenOf(process.pid).filter(({ line }) => line.includes('rtsp-child')),
        [],
      );
    });
  }

  test('with a password, which stands in no command line but ffmpeg’s own, and in no line of ours', async (context) => {
    const server = await served(context, '--user', 'joe:s3cret');
    const listener = new Listener(context, `rtsp://joe:s3cret@${server.address}/feed`);
    await until('frames', () => listener.frames.length > 0);
    assert.equal(listener.source.description, server.url);
    const [child] = childrenOf(process.pid).filter(({ line }) => line.includes('rtsp-child'));
    assert.ok(child);
    assert.doesNotMatch(child.line, /s3cret/);
    assert.ok(
      processesMentioning('s3cret').every(
        (line) => line.startsWith('ffmpeg ') || line.includes('rtsp-server.py'),
      ),
    );
    assert.deepEqual(listener.lines, []);
  });
});

describe(
  'an RTSP feed that cannot be had is told of in one line, and tried again',
  { skip },
  () => {
    test('a wrong password', async (context) => {
      const server = await served(context, '--user', 'joe:s3cret');
      const listener = new Listener(context, `rtsp://joe:wr0ng@${server.address}/feed`);
      await until('a line', () => listener.lines.length > 0);
      assert.deepEqual(listener.lines, [
        `retrying: ${server.url} refuses the user name or the password; trying again`,
      ]);
    });

    test('a path that the server does not have', async (context) => {
      const server = await served(context);
      const listener = new Listener(context, `rtsp://${server.address}/other`);
      await until('a line', () => listener.lines.length > 0);
      assert.deepEqual(listener.lines, [
        `retrying: rtsp://${server.address}/other does not exist on its server: check the path; trying again`,
      ]);
    });

    test('no server, until there is one', async (context) => {
      const server = await RtspServer.choosePort();
      const listener = new Listener(context, server.url);
      await until('a line', () => listener.lines.length > 0);
      context.after(() => server.kill());
      await server.start();
      await until('frames', () => listener.frames.length > 0);
      assert.deepEqual(listener.lines, [
        `retrying: no server answers at ${server.url}; trying again`,
        `back: ${server.url} is back`,
      ]);
    });

    test('no ffmpeg', async (context) => {
      await withoutPrograms(async () => {
        const listener = new Listener(context, 'rtsp://127.0.0.1:9/feed');
        await until('a line', () => listener.lines.length > 0);
        await listener.close();
        assert.deepEqual(listener.lines, [
          'retrying: ffmpeg is not installed, or not in PATH: apt install ffmpeg; trying again',
        ]);
      });
    });
  },
);

describe('an RTSP feed that goes away returns', { skip }, () => {
  test('its server is killed and comes back', async (context) => {
    const server = await served(context);
    const listener = new Listener(context, server.url);
    await until('frames', () => listener.frames.length >= 50);
    await server.kill();
    await until('a line', () => listener.lines.length > 0);
    const before = listener.frames.length;
    await server.start();
    await until('frames again', () => listener.frames.length >= before + 50);
    assert.match(listener.lines[0] ?? '', /^retrying: /);
    assert.equal(listener.lines.at(-1), `back: ${server.url} is back`);
    assert.equal(listener.frames.filter(({ afterGap }) => afterGap).length, 2);
    assert.equal(listener.frames[before]?.afterGap, true);
  });

  test('its server stalls with every socket open, and goes on', async (context) => {
    const server = await served(context);
    const listener = new Listener(context, server.url);
    await until('frames', () => listener.frames.length >= 50);
    server.stall();
    await until('a line', () => listener.lines.length > 0);
    assert.equal(listener.lines[0], `retrying: ${server.url} gives no sound; trying again`);
    const before = listener.frames.length;
    server.goOn();
    await until('frames again', () => listener.frames.length >= before + 50);
    assert.equal(listener.lines.at(-1), `back: ${server.url} is back`);
  });

  test('its child is killed: the ffmpeg goes with it, and another one plays', async (context) => {
    const server = await served(context);
    const listener = new Listener(context, server.url);
    await until('frames', () => listener.frames.length >= 50);
    const [child] = childrenOf(process.pid).filter(({ line }) => line.includes('rtsp-child'));
    assert.ok(child);
    const [ffmpeg] = childrenOf(child.pid);
    assert.match(ffmpeg?.line ?? '', /^ffmpeg /);
    process.kill(child.pid, 'SIGKILL');
    await until('it is back', () => listener.lines.at(-1)?.startsWith('back: ') ?? false);
    assert.equal(processesMentioning(server.address).length, 1);
  });

  test('the head-end itself is killed: no ffmpeg is left, not even one whose server is silent', async (context) => {
    const server = await served(context);
    const program = fileURLToPath(new URL('./rtsp-listener.js', import.meta.url));
    const headEnd = spawn(process.execPath, [program, server.url], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    context.after(() => headEnd.kill('SIGKILL'));
    await once(headEnd.stdout, 'data');
    server.stall();
    const gone = once(headEnd, 'exit');
    headEnd.kill('SIGKILL');
    await gone;
    await until(
      'nothing reads the feed',
      () => processesMentioning(`//${server.address}`).length === 0,
    );
  });
});
