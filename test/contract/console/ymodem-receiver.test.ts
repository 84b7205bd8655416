/** The sender of YMODEM against the receiver of lrzsz, which is what terminal programs run: over a good line and over a noisy one. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { YmodemSender, type YmodemOutcome } from '../../../agent/core/console/ymodem/sender.ts';
import { monoUs, US_PER_MS, type MonoUs } from '../../../agent/core/vocabulary.ts';

const skip = spawnSync('rb', ['--version']).error !== undefined && 'rb not installed (lrzsz)';
const folder = mkdtempSync(join(tmpdir(), 'loa-ymodem-'));
after(() => {
  rmSync(folder, { recursive: true, force: true });
});

const FILE = {
  name: 'langha-03-20261125T1307.json.gz',
  bytes: Uint8Array.from({ length: 20_500 }, (_, index) => (index * index * 31) & 0xff),
};

interface Line {
  readonly toReceiver?: (bytes: Uint8Array) => Uint8Array;
  readonly toSender?: (bytes: Uint8Array) => Uint8Array;
}

const nowUs = (): MonoUs => monoUs(performance.now() * US_PER_MS);
const asItIs = (bytes: Uint8Array): Uint8Array => bytes;

/** Sends FILE to `rb`, which must then have it. Answers how it ended, and the exit status of the receiver. */
const transfer = async ({
  toReceiver = asItIs,
  toSender = asItIs,
}: Line): Promise<[YmodemOutcome | undefined, number]> => {
  const own = mkdtempSync(join(folder, 'own-'));
  const receiver = spawn('rb', ['--quiet', '--binary'], {
    cwd: own,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  receiver.stdin.on('error', () => undefined);
  const sender = new YmodemSender(FILE, nowUs());
  let timer: NodeJS.Timeout | undefined;
  const goOn = (): void => {
    for (const bytes of sender.drain()) receiver.stdin.write(toReceiver(bytes));
    clearTimeout(timer);
    if (sender.outcome !== undefined) return;
    const waitMs = Math.max(0, (sender.nextWakeUs - nowUs()) / US_PER_MS);
    timer = setTimeout(() => {
      sender.wake(nowUs());
      goOn();
    }, waitMs);
  };
  receiver.stdout.on('data', (bytes: Buffer) => {
    sender.take(toSender(bytes), nowUs());
    goOn();
  });
  goOn();
  const [status] = (await once(receiver, 'close')) as [number];
  clearTimeout(timer);
  assert.deepEqual(new Uint8Array(readFileSync(join(own, FILE.name))), FILE.bytes);
  return [sender.outcome, status];
};

describe('a file to lrzsz', { skip, concurrency: true }, () => {
  test('arrives over a good line', async () => {
    assert.deepEqual(await transfer({}), ['sent', 0]);
  });

  test('arrives over a line that breaks bytes on their way, and puts others between the answers', async () => {
    let count = 0;
    let broken = 0;
    const toReceiver = (bytes: Uint8Array): Uint8Array =>
      bytes.map((byte) => {
        count += 1;
        if (count % 4_001 !== 0) return byte;
        broken += 1;
        return byte ^ 0x10;
      });
    const toSender = (bytes: Uint8Array): Uint8Array => Uint8Array.of(0x00, 0xff, 0x7f, ...bytes);
    assert.deepEqual(await transfer({ toReceiver, toSender }), ['sent', 0]);
    assert.ok(broken >= 4, `${broken} bytes were broken`);
  });
});
