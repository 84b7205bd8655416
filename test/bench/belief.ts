/**
 * What it costs a box to believe: sound at ten bundles a second, renewals with their chains, and what a stranger can make it do.
 * Processor time of this process, by the clock of the kernel.
 */
import { Session } from '../../agent/core/control/session.ts';
import { LIMITS } from '../../agent/core/limits.ts';
import { believe, type Knowledge } from '../../agent/core/trust/belief.ts';
import { RecentlyUsed } from '../../agent/core/trust/recently-used.ts';
import { NOTHING_HEARD } from '../../agent/core/trust/replay-guard.ts';
import { monoUs } from '../../agent/core/vocabulary.ts';
import { decodeBundle } from '../../agent/core/wire/bundle.ts';
import { NodeEd25519 } from '../../agent/shell/ed25519.ts';
import { AREA, MORNING, sessionParts } from '../core/control/announcement-builder.ts';
import { announceText, announcedBy } from '../core/attack/attack-scene.ts';
import { REAL, REAL_CHAIN, realBundle } from '../core/trust/real-signing.ts';
import type { Figure } from './measure.ts';

const BUNDLES_A_SECOND = 10;
const TIMES = 3_000;
/** 10 frames at 32 kb/s. */
const PACKETS = Array.from({ length: 10 }, (_, index) => {
  const packet = new Uint8Array(80).fill(index);
  packet[0] = 31 << 3;
  return packet;
});

export const measureBelief = (): Promise<Figure[]> => {
  const ed25519 = new NodeEd25519();
  const saying = { startS: 5 };
  const announced = announcedBy(saying);
  const session = new Session(announced, sessionParts(), monoUs(0));
  const { streamId } = announced;
  const bundles = Array.from({ length: 40 }, (_, index) =>
    realBundle({ streamId, sequence: 10 * index, packets: PACKETS, last: false }, REAL.stream),
  );
  const hear = (index: number): void => {
    const bytes = bundles[index % bundles.length];
    const bundle = bytes && decodeBundle(bytes);
    if (!bundle?.ok) throw new Error('a good bundle was not read');
    const code = session.hear(bundle.value, ed25519, monoUs(0));
    if (code !== undefined && code !== 'bundle.duplicate') throw new Error(`refused by ${code}`);
  };
  const bundleUs = costUs(TIMES, hear);

  const know = (): Knowledge => ({
    topicArea: AREA,
    moment: { nowAt: MORNING, isTrusted: false, lastTrustedAt: undefined },
    roots: [REAL.root.id],
    lists: [],
    guard: NOTHING_HEARD,
    verified: new RecentlyUsed(LIMITS.verifiedMandatesMax),
    published: () => undefined,
  });
  const good = Buffer.from(announceText(saying));
  const warm = know();
  const renewalUs = costUs(TIMES, () => mustBe(believe(good, warm, ed25519).ok, true));
  const firstUs = costUs(TIMES / 10, () => mustBe(believe(good, know(), ed25519).ok, true));
  const forged = Buffer.from(
    announceText({
      ...saying,
      by: REAL.stranger,
      header: { kid: REAL.studio.id },
      chain: REAL_CHAIN,
    }),
  );
  const forgedUs = costUs(TIMES, () => mustBe(believe(forged, warm, ed25519).ok, false));

  return Promise.resolve([
    {
      name: `verification at ${BUNDLES_A_SECOND} bundles a second`,
      value: (bundleUs * BUNDLES_A_SECOND) / 1e4,
      unit: '% of core',
      most: 5,
    },
    { name: 'one bundle of 10 frames', value: bundleUs, unit: 'µs' },
    { name: 'a control message whose mandates are known', value: renewalUs, unit: 'µs' },
    { name: 'the first one, with its three mandates', value: firstUs, unit: 'µs' },
    { name: 'a forged one under the issuer’s mandates', value: forgedUs, unit: 'µs' },
  ]);
};

/** Processor time of one of `times`. */
const costUs = (times: number, act: (index: number) => void): number => {
  for (let index = 0; index < times / 10; index++) act(index);
  const before = process.cpuUsage();
  for (let index = 0; index < times; index++) act(index);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / times;
};

const mustBe = (found: boolean, wanted: boolean): void => {
  if (found !== wanted) throw new Error('a message was not judged as it should be');
};
