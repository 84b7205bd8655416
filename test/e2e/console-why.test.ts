/** Faults that are really there, and what `why` says of them: the right step first, within ten seconds. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { nativeAlsa } from '../../hw/native/load.ts';
import { buildCard } from '../rig/sound-card/build-card.ts';
import { layOutCards } from '../rig/sound-card/rig-cards.ts';
import type { BoxSettings, BoxUnderTest } from './box-under-test.ts';
import { callSocket, consoleSettings } from './console-talk.ts';
import { buildSmallVillage, type SmallVillage } from './small-village.ts';

const WITHIN_MS = 10_000;
const built = buildCard();
const isRoot = process.getuid?.() === 0;

interface Case {
  readonly fault: string;
  /** The first line of the verdict, in English. */
  readonly says: RegExp;
  readonly settings?: (village: SmallVillage, t: TestContext) => Partial<BoxSettings>;
  /** What happens to the box once it runs. */
  readonly inject?: (village: SmallVillage, box: BoxUnderTest) => Promise<void>;
  readonly skip?: string | false;
}

const CASES: readonly Case[] = [
  {
    fault: 'no route',
    says: /BROKEN: +Network: no route/,
    settings: () => ({ brokerUrl: 'mqtts://192.0.2.1:8883', runner: ['unshare', '-n'] }),
    skip: !isRoot && 'root: a network namespace',
  },
  {
    fault: 'DNS wrong',
    says: /BROKEN: +DNS: /,
    settings: () => ({ brokerUrl: 'mqtts://no-such-broker.invalid:8883' }),
  },
  {
    fault: 'broker down',
    says: /BROKEN: +Broker: refused/,
    settings: () => ({ brokerUrl: 'mqtts://127.0.0.1:9' }),
  },
  {
    fault: 'broker silent',
    says: /BROKEN: +Broker: the broker does not answer/,
    inject: async (village) => {
      village.line.stall();
    },
    settings: () => ({ keepaliveS: 1 }),
  },
  {
    fault: 'wrong certificate',
    says: /BROKEN: +TLS: the certificate of the broker is not from our authority/,
    settings: (village) => ({ caFile: strangersCa(village) }),
  },
  {
    fault: 'clock unsynced',
    says: /BROKEN: +Time: no time from/,
    settings: () => ({ time: { server: 'ntp://127.0.0.1:9' } }),
  },
  {
    fault: 'no card',
    says: /BROKEN: +Sound card: does not open/,
    settings: () => ({ audio: { sink: 'alsa', device: 'no-such-card' } }),
    skip: nativeAlsa.absent ?? false,
  },
  {
    fault: 'card stalls',
    says: /BROKEN: +Sound card: stands still/,
    settings: (village) => {
      const { configFile, cards } = layOutCards(village.folder, built.library ?? '', { card: {} });
      cards.card.stall(60_000);
      return {
        audio: { sink: 'alsa', device: 'card', decoder: 'libopus' },
        runner: ['env', `ALSA_CONFIG_PATH=${configFile}`],
      };
    },
    skip: nativeAlsa.absent ?? built.absent ?? false,
  },
  {
    fault: 'disk full',
    says: /BROKEN: +Box: the disk cannot be written: ENOSPC/,
    settings: (_village, t) => ({ storeFile: join(fullDisk(t), 'state') }),
    skip: !isRoot && 'root: a small disk of its own',
  },
];

for (const { fault, says, settings, inject, skip = false } of CASES) {
  test(`why names it first: ${fault}`, { skip }, async (t) => {
    const village = await buildSmallVillage(t);
    const box = village.startBox({
      console: { ...(await consoleSettings(village.folder)), language: 'en' },
      ...settings?.(village, t),
    });
    await box.event('console.listening');
    if (inject !== undefined) {
      await box.event('link.up');
      await inject(village, box);
    }
    const talk = await callSocket(join(village.folder, 'console.sock'));
    await talk.login();
    const fromMs = performance.now();
    talk.type('why\r');
    const screen = await talk.until(/\r\n(?:BROKEN|LOUDSPEAKER|MIND)[^\r]*\r\n/, WITHIN_MS + 2_000);
    const tookMs = performance.now() - fromMs;
    talk.hangUp();
    assert.match(screen, says);
    assert.ok(tookMs < WITHIN_MS, `${tookMs} ms`);
    t.diagnostic(`${Math.round(tookMs)} ms`);
  });
}

/** A certificate of an authority that has nothing to do with the broker. */
const strangersCa = ({ folder }: SmallVillage): string => {
  const file = join(folder, 'stranger.pem');
  const key = join(folder, 'stranger.key');
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'ed25519', '-nodes', '-subj', '/CN=stranger', '-days', '2'],
      ...['-keyout', key, '-out', file],
    ],
    { stdio: 'ignore' },
  );
  return file;
};

/** A disk that is full to its last byte. */
const fullDisk = (t: TestContext): string => {
  const disk = mkdtempSync(join(tmpdir(), 'loa-disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', disk]);
  t.after(() => {
    spawnSync('umount', ['-l', disk]);
    rmdirSync(disk);
  });
  spawnSync('dd', ['if=/dev/zero', `of=${join(disk, 'ballast')}`, 'bs=4k'], { stdio: 'ignore' });
  return disk;
};
