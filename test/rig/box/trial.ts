/** What happens to a box, in the order of its life, and what must come of it each time. Every instant is taken outside of the machine. */
import assert from 'node:assert/strict';
import type { Machine } from './machine.ts';
import { LINE, SUPPLY, type Outside } from './outside.ts';
import { LongRecording } from '../step/long-recording.ts';

export interface Stage {
  readonly outside: Outside;
  readonly powerOn: () => Promise<Machine>;
  readonly say: (line: string) => void;
}

const BOOT_MS_MAX = 240_000;
const RELAYS = [SUPPLY, LINE];
const READY = /systemd\[1\]: Started loa-agent\.service/;

export const trial = async ({ outside, powerOn, say }: Stage): Promise<void> => {
  const box = await powerOn();
  const ready = await box.said.line(READY, BOOT_MS_MAX);
  say(`ready ${seconds(ready.atMs - box.poweredOnMs)} after power-on`);
  const status = await property(box, 'MainPID');
  say(
    `runs: ${await box.hand(`grep -E "^(Uid|CapEff|NoNewPrivs|Seccomp|VmRSS)" /proc/${status}/status | tr '\\n\\t' '; '`)}`,
  );

  const recording = await LongRecording.ofFrames(50 * 40);
  const broadcast = await outside.speak(recording.source(), 'Bản tin');
  const on = await box.pins.standing(RELAYS, 1, 30_000);
  assert.ok(on !== undefined, 'the relays did not close for the bulletin');
  say('the relays closed for a bulletin from outside');
  const killedMs = performance.now();
  await box.hand('systemctl kill -s KILL --kill-whom=main loa-agent');
  const off = await box.pins.standing(RELAYS, 0, 30_000);
  assert.ok(off !== undefined, 'the relays stayed closed');
  say(`kill -9: both relays open after ${seconds(off - killedMs)}`);
  await box.said.line(READY, BOOT_MS_MAX, killedMs);
  const again = await box.pins.standing(RELAYS, 1, 60_000);
  assert.ok(again !== undefined, 'it did not join again');
  say(`kill -9: joined again after ${seconds(again - killedMs)}`);
  await broadcast.stop();
};

const property = async (box: Machine, name: string): Promise<string> =>
  (await box.hand(`systemctl show loa-agent -p ${name} --value`)).trim();

const seconds = (ms: number): string => `${(ms / 1e3).toFixed(1)} s`;
