/** The native addon as such: its clock, what it takes for a bug of ours, and what is said where it is not there. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { MonotonicClock } from '../../../hw/clock/monotonic.ts';
import {
  nativeAlsa,
  nativeClock,
  nativeMemory,
  nativeOpus,
  type NativeCard,
} from '../../../hw/native/load.ts';

const folder = mkdtempSync(join(tmpdir(), 'loa-native-'));
after(() => rmSync(folder, { recursive: true }));

void describe('the clock of the native addon', { skip: nativeClock.absent ?? false }, () => {
  it('is the one that the whole house reads', () => {
    const clock = new MonotonicClock();
    for (let reading = 0; reading < 1_000; reading += 1) {
      const beforeUs = clock.nowUs();
      const nativeUs = nativeClock.part!.nowUs();
      const afterUs = clock.nowUs();
      // process.hrtime gives whole nanoseconds; doubles of this size are finer.
      assert.ok(beforeUs - 0.002 <= nativeUs && nativeUs <= afterUs + 0.002);
    }
  });
});

void describe('the memory of the native addon', { skip: nativeOpus.absent ?? false }, () => {
  it('is given back where pieces of it are free between others that are not', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const opus = nativeOpus.part!;
    const kept: unknown[] = [];
    // Of some 18 KiB each; those that stay keep malloc from giving back the others by itself.
    for (let made = 0; made < 2_000; made += 1) {
      const decoder = opus.create();
      if (made % 50 === 0) kept.push(decoder);
    }
    collect();
    // Handles are let go of in a turn of their own.
    await new Promise(setImmediate);
    const beforeBytes = process.memoryUsage.rss();
    assert.equal(nativeMemory.part!.trim(), true);
    assert.ok(beforeBytes - process.memoryUsage.rss() > 5e6);
    assert.equal(kept.length, 40);
  });
});

void describe(
  'a call of the native addon',
  { skip: nativeAlsa.absent ?? nativeOpus.absent ?? false },
  () => {
    const alsa = nativeAlsa.part!;
    const opus = nativeOpus.part!;
    const pcm = new Int16Array(960);
    const decoder = opus.create();
    const nothing = undefined as unknown;
    const misuses: Readonly<Record<string, () => unknown>> = {
      'no arguments': () => (alsa.write as () => number)(),
      'no handle': () => alsa.write(nothing as NativeCard, pcm),
      'a handle of another kind': () => alsa.write(decoder as unknown as NativeCard, pcm),
      'an array of another type': () => opus.samples(pcm as unknown as Uint8Array),
      'no text': () => alsa.open(1 as unknown as string, 480, 7_200),
      'a text with an end in its middle': () => alsa.open('a\0b', 480, 7_200),
      'a text without end': () => alsa.open('a'.repeat(300), 480, 7_200),
      'no number': () => alsa.open('null', '480' as unknown as number, 7_200),
    };
    for (const [what, misuse] of Object.entries(misuses)) {
      it(`throws where it is given ${what}: a bug of ours`, () => {
        assert.throws(misuse, TypeError);
      });
    }

    it('answers a code where a card does not do what it is asked', () => {
      const refused = alsa.open('there is none', 480, 7_200);
      assert.ok('code' in refused && refused.code < 0);
      assert.equal(refused.step, 'open');
    });
  },
);

void describe('the native addon where it was not built', () => {
  it('is a value with a reason, part by part, and the drivers load without it', () => {
    cpSync(fileURLToPath(new URL('../../../hw', import.meta.url)), join(folder, 'hw'), {
      recursive: true,
      filter: (path) => !path.endsWith('.node'),
    });
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    const load = pathToFileURL(join(folder, 'hw/native/load.js')).href;
    const card = pathToFileURL(join(folder, 'hw/audio/alsa-card.js')).href;
    const program = `await import('${card}'); console.log(JSON.stringify(await import('${load}')))`;
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ['--input-type=module', '--eval', program],
      { encoding: 'utf8' },
    );
    assert.equal(stderr, '');
    const { nativeAlsa: alsa, nativeOpus: opus } = JSON.parse(stdout) as Record<string, object>;
    assert.deepEqual(alsa, {
      absent:
        'the native addon is not built; to get it: sudo apt install build-essential libasound2-dev && make native',
    });
    assert.deepEqual(Object.keys(opus ?? {}), ['absent']);
  });

  it('is a value with the cause where it does not load', () => {
    writeFileSync(join(folder, 'hw/native/loa-native.node'), 'not a library');
    const load = pathToFileURL(join(folder, 'hw/native/load.js')).href;
    const program = `console.log((await import('${load}')).nativeClock.absent)`;
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
      encoding: 'utf8',
    });
    assert.match(stdout, /^the native addon does not load \(.*loa-native\.node.*\); to get it/);
  });
});
