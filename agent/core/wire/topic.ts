/** The topics of PROTOCOL §1: their spelling, and nothing of what is said on them. */
import { LIMITS } from '../limits.ts';
import { accepted, refused, type Decoded } from '../refusal.ts';

const PREFIX = 'loa/1';

/** Lower-case letters and digits in dotted levels, most general first. Never compared by prefix of characters. */
const AREA = /^[a-z0-9-]+(?:\.[a-z0-9-]+)*$/;
const BOX_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

export const isArea = (text: string): boolean =>
  text.length <= LIMITS.areaCharsMax &&
  AREA.test(text) &&
  text.split('.').length <= LIMITS.areaLevelsMax;

export const isBoxId = (text: string): boolean => BOX_ID.test(text);

/** The area itself, then each of its ancestors: `vn.hn.dongda` gives `vn.hn.dongda`, `vn.hn`, `vn`. */
export const areaAndAncestors = (area: string): string[] => {
  const levels = area.split('.');
  return levels.map((_, index) => levels.slice(0, levels.length - index).join('.'));
};

export const controlTopic = (area: string): string => `${PREFIX}/area/${area}/control`;
export const audioTopic = (area: string): string => `${PREFIX}/area/${area}/audio`;
export const stateTopic = (boxId: string): string => `${PREFIX}/box/${boxId}/state`;
export const telemetryTopic = (boxId: string): string => `${PREFIX}/box/${boxId}/telemetry`;
export const playedTopic = (boxId: string): string => `${PREFIX}/box/${boxId}/played`;

export interface AreaTopic {
  readonly channel: 'control' | 'audio';
  readonly area: string;
}

/** Reads a topic on which a box hears its commune. */
export const parseAreaTopic = (topic: string): Decoded<AreaTopic> => {
  const [root, version, branch, area, channel, ...rest] = topic.split('/');
  if (`${root ?? ''}/${version ?? ''}` !== PREFIX || branch !== 'area' || rest.length > 0) {
    return refused('topic.unparsable');
  }
  if (area === undefined || !isArea(area)) return refused('topic.unparsable');
  if (channel !== 'control' && channel !== 'audio') return refused('topic.unparsable');
  return accepted({ channel, area });
};

/** What a box of this area subscribes to. Control is QoS 1; audio QoS 0, because a queue of old sound helps nobody. */
export const subscriptions = (area: string): { topic: string; qos: 0 | 1 }[] =>
  areaAndAncestors(area).flatMap((level) => [
    { topic: controlTopic(level), qos: 1 as const },
    { topic: audioTopic(level), qos: 0 as const },
  ]);
