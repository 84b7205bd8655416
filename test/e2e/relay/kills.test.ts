/** A few of the thousand kills of `make bench`: whenever a whole agent dies, its amplifier is off within a second. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { skipWithoutSocat } from '../../contract/relay/relay-board.ts';
import { killAgents, speakOnAndOn } from '../../rig/kills/agent-kills.ts';
import { RELAYS_OFF, skipWithoutRelaysOff } from '../../rig/relays-off/relays-off-program.ts';
import { asTheService } from '../../rig/package/unpacked-package.ts';
import { Chance } from '../../sim/world/chance.ts';
import { buildSmallVillage } from '../small-village.ts';

const safeOff = fileURLToPath(new URL('../../../agent/safe-off.js', import.meta.url));
const service = { safeOff, relaysOff: RELAYS_OFF };
const KILLS = 4;
const AT_ONCE = 2;
const OFF_WITHIN_MS = 1_000;

for (const [bank, followers, skip] of [
  ['fake', service, skipWithoutRelaysOff],
  ['modbus', undefined, skipWithoutSocat],
] as const) {
  void test(
    `relays are off within a second of a kill at a random moment (${bank})`,
    { skip },
    async (t) => {
      const village = await buildSmallVillage(t);
      const enough = new AbortController();
      const speech = speakOnAndOn(village, enough.signal);
      const kills = await Promise.all(
        Array.from({ length: AT_ONCE }, (_, at) => {
          const chance = new Chance(`few kills ${at}`);
          const random = (): number => chance.between(0, 1);
          const id = `box-${at}`;
          return killAgents({
            ...{ village, bank, id, random },
            times: KILLS / AT_ONCE,
            inMidWord: 1,
            ...(followers !== undefined && { followers }),
            runner: asTheService(),
          });
        }),
      );
      enough.abort();
      await speech;
      for (const { onForMs } of kills.flat()) {
        assert.ok(onForMs < OFF_WITHIN_MS, `on for ${onForMs} ms`);
      }
      assert.ok(
        kills.flat().some(({ wasOn, onForMs }) => wasOn && onForMs > 0),
        'some were killed while on',
      );
    },
  );
}
