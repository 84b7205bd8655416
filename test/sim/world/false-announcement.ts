/** An emergency that nobody may hear, announced and sent as a true one would be. Why nobody may is for whoever says it to know. */
import { FRAME_US, US_PER_S, utcUs } from '../../../agent/core/vocabulary.ts';
import { encodeControlMessage } from '../../../agent/core/wire/control-message.ts';
import { controlTopic } from '../../../agent/core/wire/topic.ts';
import type { Bulletin } from '../plan/schedule.ts';
import { EPOCH_US } from '../trace.ts';
import { bundleLetter, encodeJws, type Issuer, type StreamIdentity } from './head-end.ts';
import type { Letter } from './letter.ts';
import type { Timeline } from './timeline.ts';

export const FALSE_LEAD_US = 2 * US_PER_S;
export const FALSE_FRAMES = 100;
const AHEAD_US = US_PER_S;
const BUNDLE_FRAMES = 10;

export interface FalseSaying {
  readonly issuer: Issuer;
  readonly area: string;
  readonly sequence: number;
  readonly retain: boolean;
}

export const sayFalsely = (
  timeline: Timeline,
  { bulletin, identity }: { readonly bulletin: Bulletin; readonly identity: StreamIdentity },
  { issuer, area, sequence, retain }: FalseSaying,
  send: (letter: Letter) => void,
): void => {
  const { startUs } = bulletin;
  const message = encodeControlMessage({
    type: 'announce',
    id: identity.id,
    issuer: issuer.id,
    area,
    sequence,
    issuedAt: utcUs(EPOCH_US + Math.round(timeline.nowUs)),
    expiresAt: utcUs(EPOCH_US + startUs + 60 * US_PER_S),
    class: 'emergency',
    kind: 'live',
    streamId: identity.streamId,
    streamKey: identity.streamKey,
    startAt: utcUs(EPOCH_US + startUs),
    leaseUs: 60 * US_PER_S,
    title: 'Đài lạ',
    gainDb: 0,
  });
  const truth = { of: 'noise' } as const;
  send({ topic: controlTopic(area), payload: encodeJws(message, issuer), qos: 1, retain, truth });
  for (let first = 0; first < bulletin.frames; first += BUNDLE_FRAMES) {
    timeline.at(startUs + first * FRAME_US - AHEAD_US, () => {
      send({ ...bundleLetter(bulletin, identity, first, BUNDLE_FRAMES), truth });
    });
  }
};
