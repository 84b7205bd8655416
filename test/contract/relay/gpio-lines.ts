/** Run by `relay-gpio.test.ts` with a chip in user space under it: relays on GPIO lines, what can be wrong with them, and edges. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once, EventEmitter } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { GPIO_FLAG, nativeGpio } from '../../../hw/native/load.ts';
import { GpioContacts } from '../../../hw/body/gpio-contacts.ts';
import { DeviceError } from '../../../hw/ports.ts';
import { GpioBank } from '../../../hw/relay/gpio-bank.ts';
import { RigChip } from '../../rig/gpio-chip/rig-chip.ts';
import { relayContract, type RelaySubject } from './relay-contract.ts';

const OFFSETS = { supply: 17, line: 27 };
const folder = mkdtempSync(join(tmpdir(), 'loa-gpio-'));
after(() => {
  rmSync(folder, { recursive: true });
});
let chips = 0;
const newChip = (): RigChip => new RigChip(join(folder, `gpiochip${(chips += 1)}`));
const gpio = nativeGpio.part!;

const subject = (isActiveLow: boolean) => (): RelaySubject => {
  const chip = newChip();
  // A relay board with optocouplers is off while its inputs are high, as pull-ups leave them.
  if (isActiveLow) for (const offset of Object.values(OFFSETS)) chip.pull(offset, 1);
  return {
    bank: new GpioBank({ chip: chip.path, offsets: OFFSETS, isActiveLow }),
    switched: () =>
      chip.changes.map(({ offset, level }) => ({
        relay: offset === OFFSETS.supply ? 'supply' : 'line',
        on: (level === 1) !== isActiveLow,
      })),
  };
};
relayContract('GPIO lines', subject(false));
relayContract('GPIO lines, active low', subject(true));

const refusal = async (failing: Promise<unknown>): Promise<DeviceError> => {
  const error: unknown = await failing.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof DeviceError, String(error));
  return error;
};

void describe('relays on GPIO lines', () => {
  const bankOn = (chip: string, offsets = OFFSETS): GpioBank =>
    new GpioBank({ chip, offsets, isActiveLow: false });

  it('are held under a name that says what they are for', async () => {
    const chip = newChip();
    const bank = bankOn(chip.path);
    await bank.open();
    assert.equal(chip.consumer(OFFSETS.supply), 'loa supply');
    await bank.close();
  });

  it('are read as the pin stands, not as it was commanded', async () => {
    const chip = newChip();
    const bank = bankOn(chip.path);
    await bank.open();
    chip.stick(OFFSETS.line, 1);
    assert.deepEqual(await bank.read(), { supply: false, line: true });
    await bank.close();
  });

  it('that another program holds are a failure that names it, and leaves the other line free', async () => {
    const chip = newChip();
    const holder = bankOn(chip.path, { supply: 4, line: OFFSETS.line });
    await holder.open();
    const bank = bankOn(chip.path);
    const { message, remedy } = await refusal(bank.open());
    assert.match(message, /line 27 of .* is taken by `loa line`/);
    assert.match(remedy, /amplifier\.line/);
    await holder.close();
    await bank.open();
    await bank.close();
  });

  it('of a holder that died are free, and off only once they are had again', async () => {
    const chip = newChip();
    const killed = fileURLToPath(new URL('./gpio-killed.js', import.meta.url));
    assert.equal(spawnSync(process.execPath, [killed, chip.path]).signal, 'SIGKILL');
    assert.equal(chip.level(OFFSETS.supply), 1, 'the kernel leaves a line as it was');
    const bank = bankOn(chip.path);
    await bank.open();
    assert.equal(chip.level(OFFSETS.supply), 0);
    assert.equal(chip.level(OFFSETS.line), 0);
    await bank.close();
  });

  it('are back without a new start after their chip was pulled out', async () => {
    const chip = newChip();
    const bank = bankOn(chip.path);
    await bank.open();
    await bank.set('supply', true);
    chip.pullOut();
    assert.match((await refusal(bank.set('line', true))).message, /is gone$/);
    assert.match((await refusal(bank.read())).message, /is gone$|there is no GPIO chip/);
    chip.plugIn();
    assert.deepEqual(await bank.read(), { supply: false, line: false });
    await bank.set('supply', true);
    assert.equal(chip.level(OFFSETS.supply), 1);
    await bank.close();
    assert.equal(chip.level(OFFSETS.supply), 0);
  });

  it('that are not there, nor their chip, are failures that say what there is', async () => {
    const unknown = await refusal(bankOn(newChip().path, { supply: 99, line: 3 }).open());
    assert.match(unknown.message, /has no line 99: it has 32/);
    assert.match(unknown.remedy, /amplifier\.supply/);
    const absent = await refusal(bankOn('/dev/gpiochip77').open());
    assert.match(absent.message, /there is no GPIO chip \/dev\/gpiochip77/);
    const file = await refusal(bankOn(fileURLToPath(import.meta.url)).open());
    assert.match(file.message, /is no GPIO chip/);
  });
});

void describe('contacts on GPIO lines', () => {
  const contactsOn = (chip: RigChip, failures: string[] = []): GpioContacts =>
    new GpioContacts({
      gpio,
      chip: chip.path,
      offsets: { kill: 5, test: 99 },
      isActiveLow: true,
      failed: ({ message }) => failures.push(message),
    });

  it('are closed while they pull their line down, and tell every edge', async () => {
    const chip = newChip();
    chip.pull(5, 1);
    const failures: string[] = [];
    const contacts = contactsOn(chip, failures);
    const keepAlive = setInterval(() => undefined, 1_000);
    const changed = new Promise<void>((resolve) => {
      contacts.watch(resolve);
    });
    assert.deepEqual(contacts.read(), { kill: false, test: null });
    assert.match(failures.join(), /has no line 99: it has 32/);
    chip.pull(5, 0);
    await changed;
    assert.equal(contacts.read().kill, true);
    contacts.close();
    clearInterval(keepAlive);
  });

  it('whose line another program has are null until it is free', () => {
    const chip = newChip();
    const other = contactsOn(chip);
    other.read();
    const contacts = contactsOn(chip);
    assert.equal(contacts.read().kill, null);
    other.close();
    assert.equal(contacts.read().kill, true);
    contacts.close();
  });
});

void describe('a watched line', () => {
  it('tells every edge with its instant, and reads as it stands', async () => {
    const chip = newChip();
    const flags = GPIO_FLAG.input + GPIO_FLAG.risingEdge + GPIO_FLAG.fallingEdge + GPIO_FLAG.pullUp;
    const answer = gpio.request(chip.path, 5, 'button', flags + GPIO_FLAG.activeLow);
    assert.ok('line' in answer);
    const edges = new EventEmitter();
    const keepAlive = setInterval(() => undefined, 1_000);
    assert.equal(
      gpio.watch(answer.line, (isRising, atUs) => edges.emit('edge', isRising, atUs)),
      0,
    );
    assert.equal(gpio.get(answer.line), 1, 'low is active');
    const told = once(edges, 'edge');
    const beforeUs = Number(process.hrtime.bigint()) / 1e3;
    chip.pull(5, 1);
    const [isRising, atUs] = (await told) as [boolean, number];
    assert.equal(isRising, false);
    assert.ok(
      atUs >= beforeUs && atUs < beforeUs + 1e6,
      `${atUs - beforeUs} µs after it was pulled`,
    );
    assert.equal(gpio.get(answer.line), 0);
    gpio.close(answer.line);
    clearInterval(keepAlive);
    assert.ok(gpio.get(answer.line) < 0, 'given back');
  });

  it('does not keep a process alive', () => {
    const chip = newChip();
    const watcher = fileURLToPath(new URL('./gpio-watcher.js', import.meta.url));
    const { status, stdout } = spawnSync(process.execPath, [watcher, chip.path], {
      encoding: 'utf8',
      timeout: 10_000,
    });
    assert.equal(status, 0);
    assert.equal(stdout, 'watching\n');
  });
});
