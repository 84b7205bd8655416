/** A broker with an ear on it, a head-end's client, and what `speak` needs but for the source. */
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, type TestContext } from 'node:test';
import { monoUs, utcUs, type MonoUs } from '../../../agent/core/vocabulary.ts';
import { BULLETIN_PATH } from '../../../broker-sim/bulletin/bulletin.ts';
import type {
  BroadcastOptions,
  BroadcastProgress,
  HeadEndClock,
} from '../../../broker-sim/head-end/broadcast/broadcast.ts';
import { issuerPublicKey } from '../../../broker-sim/head-end/issuer/issuer-key.ts';
import { Issuer } from '../../../broker-sim/head-end/issuer/issuer.ts';
import { SequenceFile } from '../../../broker-sim/head-end/issuer/sequence-file.ts';
import type { Announcement } from '../../../agent/core/wire/control-message.ts';
import { monotonicUs } from '../../../broker-sim/source/monotonic.ts';
import { BrokerEar, type CameAudio } from '../head-end/head-end-ear.ts';

export const FRAME_US = 20_000;
/** Quick: half a second from sending to hearing, 0.7 s from the announcement to the first sound. */
const GROUP_DELAY_US = 500_000;
const LEAD_US = 700_000;
/** A bundle may come so much later than due, on a busy machine. It never comes early. */
export const LATE_US_MAX = 100_000;

const folder = mkdtempSync(join(tmpdir(), 'loa-head-end-'));
after(() => rmSync(folder, { recursive: true, force: true }));

export const missing = join(folder, 'none.opus');
/** The first 100 frames of the bulletin, as a file that is cut short. */
export const recording = join(folder, 'news.opus');
writeFileSync(recording, readFileSync(BULLETIN_PATH).subarray(0, 9_000));

/** UTC of these tests: so far from CLOCK_MONOTONIC, to the microsecond. */
const UTC_MINUS_MONO_US = 1_800_000_000_000_000;
const ROUNDING_US = 1;
const clock: HeadEndClock = {
  nowUs: monotonicUs,
  nowUtcUs: () => utcUs(monotonicUs() + UTC_MINUS_MONO_US),
};

const { privateKey } = generateKeyPairSync('ed25519');
export const issuerKey = issuerPublicKey(privateKey);

export const village = async (context: TestContext) => {
  const ear = await BrokerEar.open();
  const client = await ear.connect();
  context.after(async () => {
    await client.endAsync(true);
    await ear.close();
  });
  const progress: BroadcastProgress[] = [];
  const options = {
    client,
    issuer: new Issuer(
      { id: 'hoabinh', chain: [] },
      privateKey,
      new SequenceFile(join(folder, 'sequence')),
    ),
    area: 'vn.hoabinh',
    class: 'normal',
    title: 'Bản tin chiều',
    groupDelayUs: GROUP_DELAY_US,
    leadUs: LEAD_US,
    clock,
    onProgress: (now: BroadcastProgress) => progress.push(now),
  } satisfies Omit<BroadcastOptions, 'source'>;
  return { ear, client, progress, options };
};

/** When frame 0 is to be heard, on our own clock. */
export const startAtUs = ({ startAt }: Announcement): MonoUs => monoUs(startAt - UTC_MINUS_MONO_US);

/** How much later than due a bundle of a recording came. */
export const lateUs = ({ bundle, atUs }: CameAudio, startUs: MonoUs): number =>
  atUs - (startUs + bundle.sequence * FRAME_US - GROUP_DELAY_US);

export const isInTime = (came: CameAudio, startUs: MonoUs): boolean => {
  const late = lateUs(came, startUs);
  return late > -ROUNDING_US && late < LATE_US_MAX;
};

/** How long after the capture of its last frame a bundle of a live feed came. */
export const afterCaptureUs = ({ bundle, atUs }: CameAudio, startUs: MonoUs): number =>
  atUs - (startUs - GROUP_DELAY_US + (bundle.sequence + bundle.packets.length) * FRAME_US);
