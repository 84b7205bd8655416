/** Contacts, sensors and lamp by files, as the kernel shows them: what is there is read, what is not is null, and nothing throws. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { after, beforeEach, describe, it } from 'node:test';
import { FileContacts } from '../../../hw/body/file-contacts.ts';
import { GpioContacts } from '../../../hw/body/gpio-contacts.ts';
import { lampWrites, SysfsLamp } from '../../../hw/body/sysfs-lamp.ts';
import { SysfsSensors } from '../../../hw/body/sysfs-sensors.ts';
import type { NativeGpio, NativeLine } from '../../../hw/native/load.ts';

const root = mkdtempSync(join(tmpdir(), 'loa-body-'));
after(() => {
  rmSync(root, { recursive: true });
});
let folders = 0;
let folder: string;
beforeEach(() => {
  folder = join(root, String((folders += 1)));
  mkdirSync(folder);
});
const put = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

describe('sensors by files', () => {
  it('are numbers times their scale', async () => {
    const sensors = new SysfsSensors({
      temperatureC: { file: put('temp', '48312\n'), scale: 0.001 },
      supplyV: { file: put('in1_input', '13790\n'), scale: 0.001 },
      line: { file: put('in_voltage0_raw', '-7.5\n'), scale: 2 },
    });
    const { temperatureC, supplyV, line } = await sensors.read();
    assert.ok(Math.abs(temperatureC! - 48.312) < 1e-9);
    assert.ok(Math.abs(supplyV! - 13.79) < 1e-9);
    assert.equal(line, -15);
  });

  it('that are missing, empty or nonsense are null, and come back by themselves', async () => {
    for (const text of [undefined, '', 'n/a', '1e5', '12 13', '9'.repeat(40)]) {
      const file = text === undefined ? join(folder, 'none') : put('temp', text);
      const sensors = new SysfsSensors({ temperatureC: { file, scale: 1 } });
      assert.deepEqual(await sensors.read(), { temperatureC: null }, String(text));
      writeFileSync(file, '41\n');
      assert.deepEqual(await sensors.read(), { temperatureC: 41 });
    }
  });
});

it(
  'a sensor that hangs is null, holds up no other, and is asked once however often all are',
  { timeout: 20_000 },
  async () => {
    // Nobody writes into it: whoever opens it to read hangs, as a read of a chip does on a bus that is stuck.
    const hanging = join(folder, 'hanging');
    spawnSync('mkfifo', [hanging]);
    const sensors = new SysfsSensors({
      temperatureC: { file: hanging, scale: 1 },
      supplyV: { file: put('in1_input', '13'), scale: 1 },
    });
    const expected = { temperatureC: null, supplyV: 13 };
    try {
      // Node has four threads for all files.
      for (let times = 0; times < 8; times += 1) assert.deepEqual(await sensors.read(), expected);
    } finally {
      // What hangs there ends.
      closeSync(openSync(hanging, 'r+'));
    }
    rmSync(hanging);
    put('hanging', '42');
    let again = await sensors.read();
    while (again.temperatureC === null) {
      await turn();
      again = await sensors.read();
    }
    assert.equal(again.temperatureC, 42, 'and is asked again once it has answered');
  },
);

it('a contact on a chip that loses one word reads as it stands, and is null where it loses more', () => {
  const EIO = -5;
  const answers = [0, EIO, 0, EIO, EIO, 0];
  let lines = 0;
  const gpio: NativeGpio = {
    request: () => ({ line: { number: (lines += 1) } as unknown as NativeLine }),
    get: () => answers.shift() ?? EIO,
    info: () => ({ code: EIO, step: 'line' }),
    lines: () => 1,
    set: () => 0,
    watch: () => 0,
    close: () => (lines -= 1),
  };
  const contacts = new GpioContacts({
    gpio,
    chip: 'expander',
    offsets: { kill: 0 },
    isActiveLow: true,
    failed: assert.ifError,
  });
  const read = Array.from({ length: 4 }, () => contacts.read().kill);
  assert.deepEqual(read, [false, false, null, false]);
  assert.equal(lines, 1, 'and gives back what it had');
  contacts.close();
});

describe('contacts by files', () => {
  it('are read as they stand, and what is missing or nonsense is null', () => {
    put('kill', '1\n');
    put('mains', '0');
    put('test', 'maybe');
    const contacts = new FileContacts(folder);
    assert.deepEqual(contacts.read(), { kill: true, tamper: null, mains: false, test: null });
    contacts.close();
  });

  it('tell of a change', { timeout: 5_000 }, async () => {
    put('kill', '0');
    const contacts = new FileContacts(folder);
    const keepAlive = setInterval(() => undefined, 1_000);
    const changed = new Promise<void>((resolve) => {
      contacts.watch(() => {
        if (contacts.read().kill === true) resolve();
      });
    });
    put('kill', '1');
    await changed;
    contacts.close();
    clearInterval(keepAlive);
  });

  it('of a folder that is not there are null, and nothing throws', () => {
    const contacts = new FileContacts(join(folder, 'none'));
    contacts.watch(() => undefined);
    assert.equal(contacts.read().kill, null);
    contacts.close();
  });
});

describe('a lamp of the kernel', () => {
  const shown = (name: string): string => readFileSync(join(folder, name), 'latin1');

  it('blinks by the timer of the kernel, which it keeps when it is still', () => {
    const lamp = new SysfsLamp(folder);
    const stands = (): string[] => ['trigger', 'delay_on', 'delay_off'].map(shown);
    lamp.show('fast');
    assert.deepEqual(stands(), ['timer', '125', '125']);
    lamp.show('steady');
    assert.deepEqual(stands(), ['timer', '1', '0']);
    lamp.show('dark');
    assert.deepEqual(stands(), ['timer', '0', '1']);
  });

  it('is never told to be lit and dark for no time, from which the kernel would make half a second each', () => {
    for (const pattern of ['dark', 'steady', 'slow', 'fast', 'blip'] as const) {
      const [first, last] = lampWrites(pattern);
      assert.ok(first !== undefined && first[1] > 0, pattern);
      assert.notEqual(first[0], last?.[0]);
    }
  });

  it('that is not there is done without', () => {
    new SysfsLamp(join(folder, 'none')).show('blip');
  });
});
