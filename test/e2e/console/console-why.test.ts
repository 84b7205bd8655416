/**
 * A box that starts with a fault: `why` names it first, within ten seconds of the start of the process. What befalls a box that
 * runs is `console-why-mended.test.ts`; together they are every fault that a technician is promised.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { nativeAlsa } from '../../../hw/native/load.ts';
import { createThrowawayCertificates } from '../../../broker-sim/broker/certificates.ts';
import type { BoxSettings } from '../box-under-test.ts';
import { callSocket, consoleSettings } from './console-talk.ts';
import { FillableDisk, skipWithoutDisk } from '../../rig/disk/fillable-disk.ts';
import { buildSmallVillage, type SmallVillage } from '../small-village.ts';
import { askWhy, verdictOf, WITHIN_MS } from './why.ts';

const noNamespace =
  spawnSync('unshare', ['-n', 'true']).status !== 0 && 'root: a network namespace of its own';

interface Case {
  readonly fault: string;
  /** The first line of the verdict, in English. */
  readonly says: RegExp;
  readonly settings: (
    village: SmallVillage,
    t: TestContext,
  ) => Partial<BoxSettings> | Promise<Partial<BoxSettings>>;
  readonly skip?: string | false;
}

const CASES: readonly Case[] = [
  {
    fault: 'no route',
    says: /^BROKEN: +Network: no route/,
    settings: () => ({ brokerUrl: 'mqtts://192.0.2.1:8883', runner: ['unshare', '-n'] }),
    skip: noNamespace,
  },
  {
    fault: 'DNS wrong',
    says: /^BROKEN: +DNS: /,
    settings: () => ({ brokerUrl: 'mqtts://no-such-broker.invalid:8883' }),
  },
  {
    fault: 'broker down',
    says: /^BROKEN: +Broker: refused/,
    settings: () => ({ brokerUrl: 'mqtts://127.0.0.1:9' }),
  },
  {
    fault: 'wrong certificate',
    says: /^BROKEN: +TLS: the certificate of the broker is not from our authority/,
    settings: async (village) => ({ caFile: await strangersCa(village) }),
  },
  {
    fault: 'clock unsynced',
    says: /^BROKEN: +Time: no time from/,
    settings: () => ({ time: { server: 'ntp://127.0.0.1:9' } }),
  },
  {
    fault: 'no card',
    says: /^BROKEN: +Sound card: does not open/,
    settings: () => ({ audio: { sink: 'alsa', device: 'no-such-card' } }),
    skip: nativeAlsa.absent ?? false,
  },
  {
    fault: 'disk full',
    says: /^BROKEN: +Box: the disk cannot be written: it is full/,
    settings: (_village, t) => {
      const disk = new FillableDisk(t);
      disk.fill();
      return { storeFile: join(disk.folder, 'state') };
    },
    skip: skipWithoutDisk,
  },
];

for (const { fault, says, settings, skip = false } of CASES) {
  test(`why names it first: ${fault}`, { skip }, async (t) => {
    const village = await buildSmallVillage(t);
    const ill = await settings(village, t);
    const consoleOf = { ...(await consoleSettings(village.folder)), language: 'en' };
    const fromMs = performance.now();
    const box = village.startBox({ console: consoleOf, ...ill });
    await box.event('console.listening');
    const talk = await callSocket(join(village.folder, 'console.sock'));
    await talk.login();
    const askedMs = performance.now();
    const screen = await askWhy(talk);
    const nowMs = performance.now();
    talk.hangUp();
    assert.match(verdictOf(screen), says, screen);
    assert.ok(nowMs - fromMs < WITHIN_MS, `${nowMs - fromMs} ms`);
    const took = `${Math.round(nowMs - askedMs)} of them from the question`;
    t.diagnostic(
      `${Math.round(nowMs - fromMs)} ms from the start of the box to the verdict, ${took}`,
    );
  });
}

/** The certificate of an authority that has nothing to do with the broker. */
const strangersCa = async ({ folder }: SmallVillage): Promise<string> => {
  const file = join(folder, 'stranger.pem');
  writeFileSync(file, (await createThrowawayCertificates()).caPem);
  return file;
};
