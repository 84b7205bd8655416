/** A feed that dies, stalls or cannot be started: one line each, tried again and again, and nothing left behind. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { describe, test } from 'node:test';
import { openCapture } from '../../../broker-sim/source/ffmpeg/capture.ts';
import { FfmpegProcess } from '../../../broker-sim/source/ffmpeg/ffmpeg-process.ts';
import { QUEUE_FRAMES_MAX, FrameQueue } from '../../../broker-sim/source/frame-queue.ts';
import { BULLETIN_PATH } from '../../../broker-sim/bulletin/bulletin.ts';
import { LiveFeed, type LiveFeedLimits } from '../../../broker-sim/source/live-feed.ts';
import { monotonicUs } from '../../../broker-sim/source/monotonic.ts';
import type { SourceTrouble } from '../../../broker-sim/source/opus-source.ts';
import { processesMentioning, withoutPrograms } from './source-hearing.ts';
import { withoutFfmpeg } from './source-recordings.ts';

const HASTY: LiveFeedLimits = {
  backoff: { firstMs: 20, mostMs: 80 },
  stallMs: 400,
  steadyMs: 10_000,
};
/** For what ends by itself: on a busy machine a process may take longer than `HASTY` to say its first word. */
const PATIENT: LiveFeedLimits = { ...HASTY, stallMs: 60_000 };

/** Stands in the command line of each process of this run, and of no other run. */
const marked = (name: string): string => `${name}-of-${process.pid}`;

/** A process that does as the shell line says; $1 is the bulletin. */
const shell = (name: string, line: string) => () =>
  new FfmpegProcess(
    spawn('sh', ['-c', `${line} # ${marked(name)}`, 'sh', BULLETIN_PATH], {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    }),
  );

/** Keeps the troubles; `seen` resolves when there are as many as wanted. */
class Troubles {
  readonly list: SourceTrouble[] = [];
  #wanted: { count: number; resolve: () => void } | undefined;

  readonly add = (trouble: SourceTrouble): void => {
    this.list.push(trouble);
    if (this.#wanted && this.list.length >= this.#wanted.count) this.#wanted.resolve();
  };

  seen(count: number): Promise<void> {
    if (this.list.length >= count) return Promise.resolve();
    return new Promise((resolve) => {
      this.#wanted = { count, resolve };
    });
  }

  get lines(): string[] {
    return this.list.map(({ state, line }) => `${state}: ${line}`);
  }
}

describe('a feed that dies', () => {
  test('again and again is told of once a life, and each life begins after a gap', async () => {
    const troubles = new Troubles();
    const feed = new LiveFeed(
      'the feed',
      shell('dies-again', 'head -c 9000 "$1"; exit 1'),
      troubles.add,
      PATIENT,
    );
    let lives = 0;
    while (lives < 3) {
      const item = await feed.next();
      assert.ok(item.is === 'frame');
      if (item.afterGap) lives++;
    }
    await feed.close();
    assert.deepEqual(troubles.lines.slice(0, 4), [
      'retrying: the feed ended; trying again',
      'back: the feed is back',
      'retrying: the feed ended; trying again',
      'back: the feed is back',
    ]);
    assert.deepEqual(processesMentioning(marked('dies-again')), []);
  });

  test('and is dead at every attempt is told of once, not once an attempt', async () => {
    const troubles = new Troubles();
    let attempts = 0;
    let onSeventh = (): void => undefined;
    const sevenAttempts = new Promise<void>((resolve) => {
      onSeventh = resolve;
    });
    const start = shell('always-dead', 'echo "Connection refused" >&2; exit 1');
    const feed = new LiveFeed(
      'the feed',
      () => {
        if (++attempts === 7) onSeventh();
        return start();
      },
      troubles.add,
      PATIENT,
    );
    const waiting = feed.next();
    await sevenAttempts;
    await feed.close();
    assert.deepEqual(troubles.lines, ['retrying: no server answers at the feed; trying again']);
    assert.equal((await waiting).is, 'end');
  });

  test('for another reason than before is told of again', async () => {
    const troubles = new Troubles();
    const reasons = ['Connection refused', '401 Unauthorized', '401 Unauthorized', '404 Not Found'];
    const feed = new LiveFeed(
      'the feed',
      () => shell('many-reasons', `echo "${reasons.shift() ?? '404 Not Found'}" >&2; exit 1`)(),
      troubles.add,
      PATIENT,
    );
    void feed.next();
    await troubles.seen(3);
    await feed.close();
    assert.equal(new Set(troubles.lines).size, 3);
  });
});

describe('a feed that stalls', () => {
  for (const [words, line] of [
    ['from its start', 'sleep 1000'],
    ['after it has played', 'cat "$1"; sleep 1000'],
    [
      'and does not listen to a polite request',
      'trap "" TERM; cat "$1"; sleep 1000 & wait; sleep 1000',
    ],
  ] as const) {
    test(`${words} is ended with its children, told of, and started again`, async () => {
      const name = `stalls-${words.replaceAll(' ', '-')}`;
      const troubles = new Troubles();
      const feed = new LiveFeed('the feed', shell(name, line), troubles.add, HASTY);
      const reading = (async () => {
        while ((await feed.next()).is === 'frame');
      })();
      await troubles.seen(1);
      assert.equal(troubles.lines[0], 'retrying: the feed gives no sound; trying again');
      await feed.close();
      await reading;
      assert.deepEqual(processesMentioning(marked(name)), []);
    });
  }
});

describe('a feed that is not what it should be', () => {
  test('bytes that are no Ogg are a feed without sound', async () => {
    const troubles = new Troubles();
    const feed = new LiveFeed(
      'the feed',
      shell('no-ogg', 'cat "$0" /etc/passwd; sleep 1000'),
      troubles.add,
      HASTY,
    );
    void feed.next();
    await troubles.seen(1);
    await feed.close();
    assert.deepEqual(troubles.lines, ['retrying: the feed gives no sound; trying again']);
    assert.deepEqual(processesMentioning(marked('no-ogg')), []);
  });
});

describe('a sound input', () => {
  test('that is not there is told of and tried again', { skip: withoutFfmpeg }, async () => {
    const troubles = new Troubles();
    const source = openCapture('nosuchcard', troubles.add, PATIENT);
    void source.next();
    await troubles.seen(1);
    await source.close();
    assert.equal(troubles.list[0]?.state, 'retrying');
    assert.match(
      troubles.list[0].line,
      /^sound input nosuchcard cannot be opened: .*; trying again$/,
    );
  });

  test('without ffmpeg is told of and tried again', async () => {
    const troubles = new Troubles();
    await withoutPrograms(async () => {
      const source = openCapture('default', troubles.add, PATIENT);
      void source.next();
      await troubles.seen(1);
      await source.close();
    });
    assert.deepEqual(troubles.lines, [
      'retrying: ffmpeg is not installed, or not in PATH: apt install ffmpeg; trying again',
    ]);
  });
});

test('frames that nobody reads are kept for five seconds, the newest, and the loss shows as a gap', async () => {
  const queue = new FrameQueue();
  for (let n = 0; n < QUEUE_FRAMES_MAX + 20; n++) {
    queue.push({
      is: 'frame',
      packet: Uint8Array.of(n & 0xff),
      capturedAtUs: monotonicUs(),
      afterGap: false,
    });
  }
  assert.equal(queue.droppedFrames, 20);
  const oldest = await queue.next();
  assert.ok(oldest.is === 'frame');
  assert.deepEqual([oldest.packet[0], oldest.afterGap], [20, true]);
});
