/** The fake bank keeps the contract of a relay bank; its journal, its delay and its faults are what they say. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { MonotonicClock } from '../../../hw/clock/monotonic.ts';
import { SelfOpeningBank } from '../../../agent/shell/relays/relay-bank.ts';
import { FakeBank, type FakeBankOptions } from '../../../hw/relay/fake-bank.ts';
import type { Switching } from '../../../hw/relay/relay-journal.ts';
import { DeviceError } from '../../../hw/ports.ts';
import { LiteralClock } from '../time/literal-clock.ts';
import { relayContract } from './relay-contract.ts';

const folder = mkdtempSync(join(tmpdir(), 'loa-relay-'));
after(() => rmSync(folder, { recursive: true }));
let journals = 0;
const newJournal = (): string => join(folder, `${(journals += 1)}.jsonl`);
const read = (journalFile: string): Switching[] =>
  readFileSync(journalFile, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Switching);

const subject = (options: Partial<FakeBankOptions>) => () => {
  const journalFile = newJournal();
  const bank = new FakeBank({ clock: new MonotonicClock(), journalFile, ...options });
  return { bank, switched: () => read(journalFile) };
};
relayContract('fake', subject({}));
relayContract('fake, with slow contacts', subject({ switchDelayMs: 3 }));

describe('a bank that opens itself', () => {
  it('switches nothing on any more once it was closed, until it is opened on purpose', async () => {
    const { bank, switched } = subject({})();
    const self = new SelfOpeningBank(bank);
    await self.set('supply', true);
    await self.close();
    const { length } = switched();
    await assert.rejects(self.set('supply', true), DeviceError);
    await assert.rejects(self.read(), DeviceError);
    assert.equal(switched().length, length);
    await self.open();
    await self.set('supply', true);
    assert.equal((await self.read()).supply, true);
    await self.close();
  });
});

describe('the journal of a fake bank', () => {
  const clock = new LiteralClock();
  let journalFile: string;
  beforeEach(() => {
    clock.set(1_000);
    journalFile = newJournal();
  });

  it('has one line for each change of a contact, with its instant', async () => {
    const bank = new FakeBank({ clock, journalFile });
    await bank.open();
    clock.set(2_000.5);
    await bank.set('supply', true);
    clock.set(3_000);
    await bank.close();
    assert.equal(
      readFileSync(journalFile, 'utf8'),
      '{"atUs":1000,"relay":"line","on":false}\n' +
        '{"atUs":1000,"relay":"supply","on":false}\n' +
        '{"atUs":2000.5,"relay":"supply","on":true}\n' +
        '{"atUs":3000,"relay":"supply","on":false}\n',
    );
  });

  it('has lost nothing of what was switched when the process is killed, and is gone on with', async () => {
    const killed = fileURLToPath(new URL('./relay-killed.js', import.meta.url));
    const { signal } = spawnSync(process.execPath, [killed, journalFile]);
    assert.equal(signal, 'SIGKILL');
    const shown = (): string[] =>
      read(journalFile).map(({ relay, on }) => `${relay} ${String(on)}`);
    const beforeDeath = ['line false', 'supply false', 'supply true', 'line true'];
    assert.deepEqual(shown(), beforeDeath);
    const bank = new FakeBank({ clock, journalFile });
    await bank.open();
    await bank.close();
    assert.deepEqual(shown(), [...beforeDeath, 'line false', 'supply false']);
  });

  it('states when the contact moved, not when it was told to', async () => {
    const realClock = new MonotonicClock();
    const bank = new FakeBank({ clock: realClock, journalFile, switchDelayMs: 20 });
    await bank.open();
    const toldUs = realClock.nowUs();
    await bank.set('line', true);
    const { atUs } = read(journalFile).at(-1)!;
    // A timer of Node may be early by the rounding of a millisecond.
    assert.ok(atUs >= toldUs + 19_000, `${atUs - toldUs} µs after the command`);
    await bank.close();
  });

  it('can be done without', async () => {
    const bank = new FakeBank({ clock });
    await bank.open();
    await bank.set('line', true);
    await bank.close();
  });

  it('that cannot be written is a device that failed, with cause and remedy', async () => {
    const absent = new FakeBank({ clock, journalFile: join(folder, 'absent', 'relays.jsonl') });
    await assert.rejects(absent.open(), (error: unknown) => {
      assert.ok(error instanceof DeviceError);
      assert.match(error.message, /relay journal .*relays\.jsonl: the directory does not exist/);
      assert.match(error.remedy, /create the directory/);
      return true;
    });
    mkdirSync(join(folder, 'absent'));
    await absent.open();
    await absent.close();
    const full = new FakeBank({ clock, journalFile: '/dev/full' });
    await assert.rejects(full.open(), /the disk is full \(ENOSPC\)/);
  });
});

describe('a fake bank with a contact that sticks', () => {
  it('fails that command with the reason, leaves the contact, and serves the other relay', async () => {
    let stuck = true;
    const journalFile = newJournal();
    const bank = new FakeBank({
      clock: new LiteralClock(),
      journalFile,
      fault: (relay, on) => (stuck && relay === 'supply' && on ? 'the coil is cold' : undefined),
    });
    await bank.open();
    const failed = bank.set('supply', true);
    const served = bank.set('line', true);
    await assert.rejects(failed, /relay supply did not switch on: the coil is cold/);
    await served;
    assert.deepEqual(
      read(journalFile)
        .slice(2)
        .map(({ relay }) => relay),
      ['line'],
    );
    stuck = false;
    await bank.set('supply', true);
    await bank.close();
  });

  it('switches the other relay off at close, and says which would not go', async () => {
    const journalFile = newJournal();
    const bank = new FakeBank({
      clock: new LiteralClock(),
      journalFile,
      fault: (relay, on) => (relay === 'supply' && !on ? 'welded' : undefined),
    });
    await bank.open();
    await bank.set('supply', true);
    await bank.set('line', true);
    await assert.rejects(bank.close(), /relay supply did not switch off: welded/);
    const { relay, on } = read(journalFile).at(-1)!;
    assert.deepEqual([relay, on], ['line', false]);
  });
});
