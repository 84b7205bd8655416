/** Relays on an LCUS board, over a real PTY: the contract, a bad wire, a board that does not obey or is pulled out. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { LcusBank } from '../../../hw/relay/lcus/lcus-bank.ts';
import { LcusRelayBoard, type WireTrouble } from '../../rig/relay-board/lcus-relay-board.ts';
import { boardSubject, COILS, skipWithoutSocat as skip, type BoardSubject } from './relay-board.ts';
import { relayContract } from './relay-contract.ts';

const bankAt = (path: string): LcusBank => new LcusBank({ path, baudRate: 9_600, channels: COILS });
const make = (): Promise<BoardSubject<LcusRelayBoard>> =>
  boardSubject(new LcusRelayBoard(), bankAt);

relayContract('serial, LCUS', make, skip);

void describe('relays on an LCUS board', { skip }, () => {
  let subject: BoardSubject<LcusRelayBoard>;
  beforeEach(async () => {
    subject = await make();
  });
  afterEach(async () => {
    await subject.bank.close().catch(() => undefined);
    await subject.remove();
  });

  const TROUBLES: readonly (readonly [string, readonly WireTrouble[]])[] = [
    ['an answer is lost', ['lost']],
    ['half an answer comes', ['half']],
    ['noise stands before the answer', ['noise-before']],
    ['an answer comes late, in the middle of the next one', [{ lateMs: 230 }]],
  ];
  for (const [situation, troubles] of TROUBLES) {
    it(`are switched and read all the same where ${situation}`, async () => {
      const { bank, board } = subject;
      await bank.open();
      board.troubles.splice(0, Infinity, ...troubles);
      await bank.set('supply', true);
      assert.ok(board.coils.isOn(COILS.supply));
      board.troubles.splice(0, Infinity, ...troubles);
      assert.deepEqual(await bank.read(), { supply: true, line: false });
    });
  }

  it('are switched though a command was lost, and a failure where they do not move', async () => {
    const { bank, board } = subject;
    await bank.open();
    board.commandsLost = 2;
    await bank.set('line', true);
    assert.ok(board.coils.isOn(COILS.line));
    board.coils.stuck.set(COILS.line, true);
    await assert.rejects(bank.set('line', false), /channel 5 .* does not switch off/);
    board.isSilent = true;
    await assert.rejects(bank.read(), /does not answer/);
  });

  it('are back without a new start after the board was pulled out', async () => {
    const { bank, board, port } = subject;
    await bank.open();
    await bank.set('supply', true);
    await port.pullOut();
    await assert.rejects(bank.read(), /there is no serial port|is gone/);
    board.coils.powerOff();
    await port.plugIn();
    assert.deepEqual(await bank.read(), { supply: false, line: false });
    await bank.set('supply', true);
    assert.deepEqual(await bank.read(), { supply: true, line: false });
  });
});
