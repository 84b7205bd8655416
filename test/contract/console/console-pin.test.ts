import assert from 'node:assert/strict';
import {
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { LoginGate } from '../../../agent/core/console/login/login-gate.ts';
import { monoUs } from '../../../agent/core/vocabulary.ts';
import { PinDesk } from '../../../agent/shell/console/pin-desk.ts';
import { checkPin, setPin } from '../../../agent/shell/console/pin.ts';
import { MonotonicClock } from '../../../hw/clock/monotonic.ts';

const folder = mkdtempSync(join(tmpdir(), 'loa-pin-'));
after(() => {
  rmSync(folder, { recursive: true, force: true });
});
const file = join(folder, 'console.pin');

describe('the PIN of a box', () => {
  test('is right, wrong or unset', async () => {
    assert.equal(await checkPin(file, '482913'), 'unset');
    await setPin(file, 'mật-khẩu');
    assert.equal(await checkPin(file, 'mật-khẩu'.normalize('NFD')), 'right');
    assert.equal(await checkPin(file, 'mat-khau'), 'wrong');
    assert.equal(await checkPin(file, ''), 'wrong');
  });

  test('is kept hashed, salted, for its owner alone', async () => {
    await setPin(file, '482913');
    const first = readFileSync(file, 'utf8');
    await setPin(file, '482913');
    assert.notEqual(readFileSync(file, 'utf8'), first);
    assert.doesNotMatch(first, /482913/);
    assert.equal(statSync(file).mode & 0o777, 0o600);
  });

  for (const damaged of ['', 'scrypt:2:8:1:AAAA:AAAA\n', 'scrypt:8192:8:10:AAAA:\n', '482913\n']) {
    test(`is unset where its file says ${JSON.stringify(damaged)}`, async () => {
      writeFileSync(file, damaged);
      assert.equal(await checkPin(file, ''), 'unset');
    });
  }

  test('does not hold up the loop while it is hashed', async (t) => {
    await setPin(file, '482913');
    let longestMs = 0;
    let last = performance.now();
    const timer = setInterval(() => {
      const now = performance.now();
      longestMs = Math.max(longestMs, now - last - 5);
      last = now;
    }, 5);
    const fromMs = performance.now();
    await checkPin(file, '482913');
    const tookMs = performance.now() - fromMs;
    clearInterval(timer);
    t.diagnostic(
      `a check took ${Math.round(tookMs)} ms, the loop stood still for ${Math.round(longestMs)} ms at most`,
    );
    assert.ok(longestMs < tookMs / 2, `${longestMs} ms of ${tookMs} ms`);
  });

  test(
    'is readable by whoever owns its folder, also where root has set it',
    {
      skip: process.geteuid?.() !== 0 && 'root: the folder of another user',
    },
    async () => {
      const theirs = join(folder, 'theirs');
      mkdirSync(theirs);
      chownSync(theirs, 65_534, 65_534);
      await setPin(join(theirs, 'console.pin'), '482913');
      const { uid, gid, mode } = statSync(join(theirs, 'console.pin'));
      assert.deepEqual([uid, gid, mode & 0o777], [65_534, 65_534, 0o600]);
      assert.deepEqual(readdirSync(theirs), ['console.pin']);
    },
  );
});

describe('the first PIN of a box', () => {
  const deskOf = (pinFile: string): PinDesk =>
    new PinDesk({
      pinFile,
      gate: new LoginGate(0, monoUs(0)),
      keepFailures: () => undefined,
      clock: new MonotonicClock(),
    });
  const noted: string[] = [];
  const first = async (pinFile: string, isFree: boolean) =>
    deskOf(pinFile).setFirst('730518', isFree, ({ did }) => noted.push(did));

  test('is set where nobody has ever set the box, once, and noted', async () => {
    const file = join(folder, 'first.pin');
    assert.deepEqual(await first(file, true), { about: 'first-pin', came: 'set' });
    assert.deepEqual(noted, ['pin-change']);
    assert.equal(await checkPin(file, '730518'), 'right');
    assert.deepEqual(await first(file, true), { about: 'first-pin', came: 'guarded' });
  });

  test('is not set at a box that was set once, whoever asks', async () => {
    const file = join(folder, 'other.pin');
    assert.deepEqual(await first(file, false), { about: 'first-pin', came: 'guarded' });
    assert.equal(await checkPin(file, '730518'), 'unset');
  });

  test('says why where it cannot be kept', async () => {
    const answer = await first('/proc/nowhere/first.pin', true);
    assert.ok(answer.about === 'first-pin' && answer.came === 'not-kept');
  });
});
