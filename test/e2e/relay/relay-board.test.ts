/** A real agent with a Modbus board on a real PTY: missing at the start, there, pulled out for ten seconds, and back, without a restart. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pass } from 'node:timers/promises';
import { telemetryTopic } from '../../../agent/core/wire/topic.ts';
import { skipWithoutSocat as skip } from '../../contract/relay/relay-board.ts';
import { BoardPort } from '../../rig/relay-board/board-port.ts';
import { ModbusRelayBoard } from '../../rig/relay-board/modbus-relay-board.ts';
import { buildSmallVillage } from '../small-village.ts';

const PULLED_OUT_MS = 10_000;

interface Telemetry {
  readonly faults: readonly { readonly code: string }[];
  readonly relaysRead: { readonly supply: boolean | null; readonly line: boolean | null };
}

void test(
  'a board that is missing, and one that is pulled out, stop nothing and come back',
  { skip },
  async (t) => {
    const village = await buildSmallVillage(t);
    const board = new ModbusRelayBoard();
    const port = await BoardPort.of(board);
    t.after(() => port.remove());
    await port.pullOut();
    let last: Telemetry | undefined;
    village.headEnd.on('message', (_, payload) => {
      last = JSON.parse(payload.toString()) as Telemetry;
    });
    await village.headEnd.subscribeAsync(telemetryTopic('box'));
    const until = async (isSo: (telemetry: Telemetry) => boolean, what: string): Promise<void> => {
      const untilMs = performance.now() + 8_000;
      while (last === undefined || !isSo(last)) {
        assert.ok(performance.now() < untilMs, `never ${what}: ${JSON.stringify(last)}`);
        await pass(20);
      }
    };
    const hasFault = ({ faults }: Telemetry): boolean =>
      faults.some(({ code }) => code === 'relay.failed');

    const box = village.startBox({
      amplifier: { relays: 'modbus', port: port.path, supply: 0, line: 1 },
    });
    await box.event('link.up');
    const failed = await box.event('relay.failed');
    assert.match(String(failed['reason']), /there is no serial port .*: plug the adapter in/);
    await until(hasFault, 'a fault');
    await port.plugIn();
    await until((telemetry) => !hasFault(telemetry), 'without the fault');

    const broadcast = await village.speak(900);
    await box.switched({ relay: 'line', on: true });
    await until(
      ({ relaysRead }) => relaysRead.line === true && relaysRead.supply === true,
      'read back on',
    );
    await port.pullOut();
    await until(hasFault, 'a fault again');
    await pass(PULLED_OUT_MS);
    assert.ok(!board.coils.isOn(0) && !board.coils.isOn(1), 'the board has let go');
    await port.plugIn();
    await until(
      ({ relaysRead }) => relaysRead.line === true,
      'on again, while the announcement goes on',
    );
    await broadcast.done;
    await box.event('announcement.ended');
    await until(({ relaysRead }) => relaysRead.supply === false, 'read back off');
    assert.equal(await box.stop(), 0);
  },
);
