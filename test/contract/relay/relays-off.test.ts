/**
 * The program that switches relays off without Node, by the agent's own plans: on boards of either kind over a real PTY, on GPIO lines,
 * on the fake bank's journal. Whatever fails, the next step is taken, and it ends in time.
 */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { RelaysConfig } from '../../../agent/config/relays-config.ts';
import { offPlan } from '../../../agent/shell/relays/off-plan.ts';
import { nativeGpio } from '../../../hw/native/load.ts';
import { buildChip, RigChip } from '../../rig/gpio-chip/rig-chip.ts';
import { BoardPort } from '../../rig/relay-board/board-port.ts';
import { LcusRelayBoard } from '../../rig/relay-board/lcus-relay-board.ts';
import { ModbusRelayBoard } from '../../rig/relay-board/modbus-relay-board.ts';
import {
  runRelaysOff,
  skipWithoutRelaysOff,
  type RelaysOffRun,
} from '../../rig/relays-off/relays-off-program.ts';
import { Chance } from '../../sim/world/chance.ts';
import { skipWithoutSocat } from './relay-board.ts';

const folder = mkdtempSync(join(tmpdir(), 'loa-relays-off-'));
after(() => {
  rmSync(folder, { recursive: true });
});
/** What it allows itself, and a process that begins on a busy machine. */
const ENDS_WITHIN_MS = 1_500;

const play = async (
  plan: string | Uint8Array,
  environment?: Record<string, string>,
): Promise<RelaysOffRun> => {
  const file = join(folder, 'relays.off');
  writeFileSync(file, plan);
  const run = await runRelaysOff(file, environment);
  assert.ok(run.tookMs < ENDS_WITHIN_MS, `${run.tookMs} ms`);
  return run;
};

/** Bits a second of a port that somebody holds open: `TCGETS2`, of which stty knows nothing; `c_ospeed` lies at byte 40. */
const rateOf = (path: string): number => {
  const ask = `open(P, "+<", "${path}"); ioctl(P, 0x802c542a, $how = "\\0" x 44); print unpack("L", substr($how, 40))`;
  return Number(spawnSync('perl', ['-e', ask], { encoding: 'utf8' }).stdout);
};

const ALL_OFF = 0;
/** Whoever sent bytes to a board does not know what became of them. */
const NOT_ASKED = 3;

const assertAllDone = ({ status, said }: RelaysOffRun, expected = ALL_OFF): void => {
  assert.deepEqual([status, said], [expected, '']);
};

const places = { supply: 1, line: 2 };
const wire = { baudRate: 9_600 };

void describe('relays off without Node', { skip: skipWithoutRelaysOff }, () => {
  test(
    'on a Modbus board, over the half of a frame that somebody died over',
    { skip: skipWithoutSocat },
    async (t) => {
      const board = new ModbusRelayBoard({ hasTimedCoils: false });
      const port = await BoardPort.of(board);
      t.after(() => port.remove());
      for (const coil of [1, 2, 3]) board.coils.switch(coil, true);
      // Its CRC is a third byte away.
      board.receive(Buffer.from([1, 5, 0, 1, 0xff, 0]));
      const relays = {
        bank: 'modbus',
        path: port.path,
        ...wire,
        address: 1,
        timedOnMs: 0,
      } as const;
      assertAllDone(await play(offPlan({ ...relays, coils: places })), NOT_ASKED);
      assert.deepEqual(
        [1, 2, 3].map((coil) => board.coils.isOn(coil)),
        [false, false, true],
        'and what is somebody else’s stays as it is',
      );
      const last = board.coils.changes.slice(-2);
      assert.deepEqual(
        last.map(({ coil }) => coil),
        [2, 1],
        'the line before its supply',
      );
    },
  );

  test(
    'on a board of the LCUS kind that loses the first two commands',
    { skip: skipWithoutSocat },
    async (t) => {
      const board = new LcusRelayBoard();
      const port = await BoardPort.of(board);
      t.after(() => port.remove());
      for (const channel of [1, 2]) board.coils.switch(channel, true);
      board.commandsLost = 2;
      const relays = { bank: 'serial', path: port.path, ...wire, channels: places } as const;
      assertAllDone(await play(offPlan(relays)), NOT_ASKED);
      assert.deepEqual([board.coils.isOn(1), board.coils.isOn(2)], [false, false]);
    },
  );

  test(
    'behind a port that takes nothing, on which the next step does not wait for ever',
    { skip: skipWithoutSocat },
    async (t) => {
      const port = await BoardPort.of(new ModbusRelayBoard());
      t.after(() => port.remove());
      // Somebody holds it, and has stopped what goes out, as flow control does.
      const hold = `use POSIX; open(P, "+<", "${port.path}") or die; POSIX::tcflow(fileno(P), TCOOFF); print "held\\n"; close STDOUT; sleep 60`;
      const holder = spawn('perl', ['-e', hold], { stdio: ['ignore', 'pipe', 'inherit'] });
      t.after(() => holder.kill('SIGKILL'));
      await once(holder.stdout, 'data');
      const journal = join(folder, 'beside-port.jsonl');
      const relays = { bank: 'serial', path: port.path, ...wire, channels: places } as const;
      const { status, said } = await play(`journal line ${journal}\n${offPlan(relays)}`);
      assert.equal(status, 1);
      assert.match(said, /^relays-off: line 4 of \S+: Connection timed out$/m);
      assert.match(readFileSync(journal, 'utf8'), /"relay":"line","on":false/);
      // While somebody holds it, it stays as it was set.
      const { stdout } = spawnSync('stty', ['-F', port.path, '-a'], { encoding: 'utf8' });
      assert.equal(rateOf(port.path), wire.baudRate);
      for (const flag of ['cs8', '-cstopb', '-parenb', '-crtscts', '-icanon', '-echo', '-opost']) {
        assert.match(stdout, new RegExp(`(?<=\\s)${flag}\\b`), flag);
      }
    },
  );

  const built = buildChip();
  const chipSkip = nativeGpio.absent ?? built.absent ?? false;
  const environment = { LD_PRELOAD: built.library ?? '' };
  const offsets = { supply: 17, line: 27 };

  test('on GPIO lines, which the kernel leaves as they were', { skip: chipSkip }, async () => {
    const chip = new RigChip(join(folder, 'gpiochip0'));
    const killed = fileURLToPath(new URL('./gpio-killed.js', import.meta.url));
    const env = { ...process.env, ...environment };
    const { signal } = spawnSync(process.execPath, [killed, chip.path], { env });
    assert.equal(signal, 'SIGKILL');
    assert.equal(chip.level(offsets.supply), 1, 'left on');
    const relays = { bank: 'gpio', chip: chip.path, offsets, isActiveLow: false } as const;
    assertAllDone(await play(offPlan(relays), environment));
    assert.deepEqual(chip.changes.slice(-2), [
      { offset: offsets.line, level: 0 },
      { offset: offsets.supply, level: 0 },
    ]);
    assertAllDone(await play(offPlan({ ...relays, isActiveLow: true }), environment));
    assert.deepEqual([chip.level(offsets.supply), chip.level(offsets.line)], [1, 1], 'off is high');
  });

  test(
    'where one line is there and the other is not: a line each',
    { skip: chipSkip },
    async () => {
      const chip = new RigChip(join(folder, 'gpiochip1'), 20);
      chip.pull(offsets.supply, 1);
      const relays = { bank: 'gpio', chip: chip.path, offsets, isActiveLow: false } as const;
      const { status, said } = await play(offPlan(relays), environment);
      assert.equal(status, 1);
      assert.match(said, /^relays-off: line 1 of \S+: \S+gpiochip1: Invalid argument\n$/);
      assert.equal(chip.level(offsets.supply), 0);
      const gone = await play(offPlan({ ...relays, chip: '/dev/gpiochip77' }), environment);
      assert.match(gone.said, /\/dev\/gpiochip77: No such file or directory/);
    },
  );

  test('on a port that is not there, which is said once', async () => {
    const path = join(folder, 'none');
    const relays: RelaysConfig = { bank: 'serial', path, ...wire, channels: places };
    const { status, said } = await play(offPlan(relays));
    assert.equal(status, 1);
    assert.match(said, /^relays-off: line 1 of \S+: \S+none: No such file or directory\n$/);
  });

  test('a file is no port, and is not written to', async () => {
    const path = join(folder, 'letter');
    writeFileSync(path, 'dear');
    const { said } = await play(offPlan({ bank: 'serial', path, ...wire, channels: places }));
    assert.match(said, /Inappropriate ioctl for device/);
    assert.equal(readFileSync(path, 'utf8'), 'dear');
  });

  test('a plan that somebody has spoilt: each line is named, and the good ones are taken', async () => {
    const journal = join(folder, 'spoilt.jsonl');
    const bad = [
      ['toaster 1', /not a word/],
      ['', /not a word/],
      ['gpio 4294967296 active-low /dev/gpiochip0', /a line is a number/],
      ['gpio -1 active-low /dev/gpiochip0', /a line is a number/],
      ['gpio 1 low /dev/gpiochip0', /active-high or active-low/],
      ['gpio 1 active-low gpiochip0', /path from the root/],
      ['port 0 /dev/ttyUSB0', /bits a second/],
      [`port 9600 /${'a'.repeat(255)}`, /too long/],
      ['send a0', undefined],
      ['send a', /pairs of/],
      ['send A0', /pairs of/],
      [`send ${'00'.repeat(65)}`, /pairs of/],
      ['wait', /number of ms/],
      ['wait 1s', /number of ms/],
      [`journal " ${journal}`, /small letters/],
      ['journal line', /path from the root/],
      ['wait 1\0', /not text/],
    ] as const;
    const { status, said } = await play(
      `${bad.map(([line]) => `${line}\n`).join('')}journal line ${journal}\njournal supply ${journal}`,
    );
    assert.equal(status, 1);
    for (const [at, [line, wrong]] of bad.entries()) {
      const found = new RegExp(`^relays-off: line ${at + 1} of \\S+: (.+)$`, 'm').exec(said)?.[1];
      if (wrong === undefined) assert.equal(found, undefined, line);
      else assert.match(found ?? '', wrong, line);
    }
    assert.match(said, /line 19 of \S+: cut short\n$/);
    const noted = readFileSync(journal, 'utf8').trimEnd().split('\n');
    assert.deepEqual(
      noted.map((line) => (JSON.parse(line) as { relay: string }).relay),
      ['line'],
    );
  });

  test('what is noted is of the clock that everybody goes by', async () => {
    const journal = join(folder, 'clock.jsonl');
    const beforeUs = Number(process.hrtime.bigint()) / 1e3;
    assertAllDone(await play(offPlan({ bank: 'fake', journalFile: journal })));
    const afterUs = Number(process.hrtime.bigint()) / 1e3;
    const [line = ''] = readFileSync(journal, 'utf8').split('\n');
    const { atUs } = JSON.parse(line) as { atUs: number };
    assert.ok(beforeUs <= atUs + 1 && atUs <= afterUs, `${beforeUs} ${atUs} ${afterUs}`);
  });

  test('a wait that is longer than all of it may take is not waited for', async () => {
    const journal = join(folder, 'late.jsonl');
    const { status, said } = await play(`wait 60000\njournal line ${journal}\n`);
    assert.equal(status, 1);
    assert.equal(said.match(/Connection timed out/g)?.length, 2);
  });

  test('no plan, one that cannot be read, one that is far too long: that not all is off is said', async () => {
    const none = await runRelaysOff(join(folder, 'no', 'plan'));
    assert.equal(none.status, 1);
    assert.match(none.said, /there is no plan .*: nothing was switched\n$/);
    const directory = await runRelaysOff(folder);
    assert.equal(directory.status, 1);
    assert.match(directory.said, /Is a directory/);
    const empty = await play('');
    assert.equal(empty.status, 1);
    assert.match(empty.said, /is empty\n$/);
    const long = await play('wait 0\n'.repeat(1_000));
    assert.equal(long.status, 1);
    assert.match(long.said, /longer than a plan may be/);
    assert.equal((await runRelaysOff('--help')).status, 2);
  });

  test('noise for a plan ends as every other', async () => {
    const chance = new Chance('noise for a plan');
    // A path that is found by chance lies here.
    const path = `${folder}/noise`;
    const words = [
      'gpio ',
      'port ',
      'send ',
      'wait ',
      'journal ',
      ' ',
      '\n',
      path,
      '9',
      'a0',
      '\0',
    ];
    for (let times = 0; times < 20; times += 1) {
      const parts = Array.from({ length: 150 }, () =>
        Buffer.from(words[Math.floor(chance.between(0, words.length))] ?? '\xff', 'latin1'),
      );
      const { status, signal } = await play(Buffer.concat(parts).subarray(0, 4_000));
      assert.deepEqual([status, signal], [1, null]);
    }
  });
});
