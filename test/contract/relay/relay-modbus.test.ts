/** Relays on a Modbus RTU board, over a real PTY: the contract, a bad bus, a board that is pulled out, a process that stops. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { fork, type ChildProcess } from 'node:child_process';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { setTimeout as pass } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { MonotonicClock } from '../../../hw/clock/monotonic.ts';
import { DeviceError } from '../../../hw/ports.ts';
import { ModbusBank, type ModbusBankOptions } from '../../../hw/relay/modbus/modbus-bank.ts';
import { ModbusRelayBoard, type WireTrouble } from '../../rig/relay-board/modbus-relay-board.ts';
import { boardSubject, COILS, skipWithoutSocat as skip, type BoardSubject } from './relay-board.ts';
import { relayContract } from './relay-contract.ts';

const TIMED_ON_MS = 900;
const bankAt =
  (options: Partial<ModbusBankOptions> = {}) =>
  (path: string): ModbusBank =>
    new ModbusBank({
      clock: new MonotonicClock(),
      path,
      baudRate: 9_600,
      address: 1,
      coils: COILS,
      timedOnMs: TIMED_ON_MS,
      ...options,
    });

relayContract('Modbus, timed coils', () => boardSubject(new ModbusRelayBoard(), bankAt()), skip);
relayContract(
  'Modbus, plain coils',
  () => boardSubject(new ModbusRelayBoard({ hasTimedCoils: false }), bankAt({ timedOnMs: 0 })),
  skip,
);

/** A board that answers as itself to whatever it is asked. */
class AnswersToAll extends ModbusRelayBoard {
  override receive(bytes: Uint8Array): void {
    super.receive(Buffer.from([1, ...bytes.slice(1, 6), ...crcOfOne(bytes)]));
  }
}

void describe('relays on a Modbus board', { skip }, () => {
  let subject: BoardSubject<ModbusRelayBoard>;
  const children: ChildProcess[] = [];
  beforeEach(async () => {
    subject = await boardSubject(new ModbusRelayBoard(), bankAt());
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    await subject.bank.close().catch(() => undefined);
    await subject.remove();
  });

  const TROUBLES: readonly (readonly [string, readonly WireTrouble[]])[] = [
    ['an answer is lost', ['lost']],
    ['the CRC is wrong', ['wrong-crc']],
    ['noise stands before the answer', ['noise-before']],
    ['noise comes instead of an answer', ['noise-instead']],
    ['an answer comes late, in the middle of the next one', [{ lateMs: 230 }]],
    ['another board answers', ['another-address']],
    ['half an answer comes, and then a broken one', ['half', 'wrong-crc']],
  ];
  for (const [situation, troubles] of TROUBLES) {
    it(`are switched and read all the same where ${situation}`, async () => {
      const { bank, board } = subject;
      await bank.open();
      const afterTrouble = <T>(act: () => Promise<T>): Promise<T> => {
        board.troubles.splice(0, Infinity, ...troubles);
        return act();
      };
      await afterTrouble(() => bank.set('supply', true));
      assert.ok(board.coils.isOn(COILS.supply));
      assert.deepEqual(await afterTrouble(() => bank.read()), { supply: true, line: false });
    });
  }

  it('are read as they stand, not as they were commanded', async () => {
    const { bank, board } = subject;
    await bank.open();
    board.coils.stuck.set(COILS.line, true);
    board.coils.stuck.set(COILS.supply, false);
    await bank.set('supply', true);
    assert.deepEqual(await bank.read(), { supply: false, line: true });
  });

  it('stay on for as long as they are held, and go when the board hears nothing any more', async () => {
    const { bank, board } = subject;
    await bank.open();
    await bank.set('supply', true);
    const { length } = board.coils.changes;
    await pass(2.5 * TIMED_ON_MS);
    assert.equal(board.coils.changes.length, length, 'no contact moved while it was held');
    assert.ok(board.coils.isOn(COILS.supply));
    board.isSilent = true;
    await pass(1.2 * TIMED_ON_MS);
    assert.ok(!board.coils.isOn(COILS.supply));
    board.isSilent = false;
    await pass(TIMED_ON_MS);
    assert.ok(!board.coils.isOn(COILS.supply), 'nobody but the core closes it again');
    await bank.set('supply', true);
    assert.deepEqual(await bank.read(), { supply: true, line: false });
  });

  it('are not closed again by what was to hold them, where the board was away until it had opened them', async () => {
    const { bank, board } = subject;
    await bank.open();
    await bank.set('supply', true);
    await pass(TIMED_ON_MS / 4);
    await bank.set('line', true);
    board.isSilent = true;
    // It is asked again and again meanwhile: the line is still on when its turn comes, and no more when it is told a third time.
    await pass(TIMED_ON_MS + 80);
    board.isSilent = false;
    await pass(TIMED_ON_MS);
    const moves = board.coils.changes.map(({ coil, on }) => `${coil} ${on}`);
    assert.deepEqual(moves, ['2 true', '5 true', '2 false', '5 false']);
  });

  for (const signal of ['SIGKILL', 'SIGSTOP'] as const) {
    it(`are off within a second of a ${signal} to the process that holds them`, async () => {
      const holder = fileURLToPath(new URL('./relay-holder.js', import.meta.url));
      const child = fork(holder, [subject.port.path, String(TIMED_ON_MS)]);
      children.push(child);
      await once(child, 'message');
      const { coils } = subject.board;
      await pass(TIMED_ON_MS);
      assert.ok(coils.isOn(COILS.supply) && coils.isOn(COILS.line));
      const killedMs = performance.now();
      child.kill(signal);
      await pass(1_100);
      for (const coil of Object.values(COILS)) {
        assert.ok(!coils.isOn(coil));
        const off = coils.changes.filter((change) => change.coil === coil).at(-1)!;
        assert.ok(off.atMs - killedMs < 1_000, `${off.atMs - killedMs} ms after the signal`);
      }
    });
  }

  it('are back without a new start after the board was pulled out', async () => {
    const { bank, board, port } = subject;
    await bank.open();
    await bank.set('supply', true);
    await port.pullOut();
    await assert.rejects(bank.read(), (error: unknown) => {
      assert.ok(error instanceof DeviceError);
      assert.match(error.message, /there is no serial port|is gone/);
      return true;
    });
    board.coils.powerOff();
    await port.plugIn();
    assert.deepEqual(await bank.read(), { supply: false, line: false });
    await bank.set('supply', true);
    assert.deepEqual(await bank.read(), { supply: true, line: false });
  });

  const refusal = async (failing: Promise<unknown>): Promise<DeviceError> => {
    const error: unknown = await failing.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof DeviceError, String(error));
    return error;
  };

  it('of another address are a failure that names it', async () => {
    const other = await boardSubject(new AnswersToAll(), bankAt({ address: 7 }));
    const { message, remedy } = await refusal(other.bank.open());
    assert.match(message, /answers as address 1, not as 7/);
    assert.match(remedy, /amplifier\.address = 1/);
    await other.bank.close();
    await other.remove();
  });

  it('that do not answer, do not exist or have no timed coils are failures with a remedy', async () => {
    subject.board.isSilent = true;
    const silent = await refusal(subject.bank.open());
    assert.match(silent.message, /does not answer as address 1/);
    assert.match(silent.remedy, /wires A and B/);
    const absent = await refusal(bankAt()('/dev/no-such-port').open());
    assert.match(absent.message, /there is no serial port \/dev\/no-such-port/);
    assert.match(absent.remedy, /amplifier\.port/);
    const file = await refusal(bankAt()(fileURLToPath(import.meta.url)).open());
    assert.match(file.message, /is not a serial port/);
  });
});

/** The CRC of a request of eight bytes, were it to address 1. */
const crcOfOne = (bytes: Uint8Array): number[] => {
  let crc = 0xffff;
  for (const byte of [1, ...bytes.slice(1, 6)]) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc & 1) === 1 ? (crc >> 1) ^ 0xa001 : crc >> 1;
  }
  return [crc & 0xff, crc >> 8];
};
