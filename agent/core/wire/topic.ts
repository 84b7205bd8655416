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

/** Whether `area` is the other or lies beneath it: by whole codes, so `vn.hn` covers `vn.hn.langha` and never `vn.hnx`. */
export const areaCovers = (area: string, other: string): boolean =>
  other === area || other.startsWith(`${area}.`);

export const controlTopic = (area: string): string => `${PREFIX}/area/${area}/control`;
export const audioTopic = (area: string): string => `${PREFIX}/area/${area}/audio`;
export const trustTopic = (area: string): string => `${PREFIX}/area/${area}/trust`;
export const stateTopic = (boxId: string): string => `${PREFIX}/box/${boxId}/state`;
export const telemetryTopic = (boxId: string): string => `${PREFIX}/box/${boxId}/telemetry`;
export const commandTopic = (boxId: string): string => `${PREFIX}/box/${boxId}/command`;
export const desiredTopic = (boxId: string): string => `${PREFIX}/box/${boxId}/desired`;
export const reportedTopic = (boxId: string): string => `${PREFIX}/box/${boxId}/reported`;
export const replyTopic = (boxId: string): string => `${PREFIX}/box/${boxId}/reply`;
export const playedTopic = (boxId: string): string => `${PREFIX}/box/${boxId}/played`;
export const ackTopic = (boxId: string): string => `${PREFIX}/box/${boxId}/ack`;

const CHANNELS = ['control', 'audio', 'trust'] as const;
export type AreaChannelName = (typeof CHANNELS)[number];

export interface AreaTopic {
  readonly channel: AreaChannelName;
  readonly area: string;
}

/**
 * Reads a topic on which a box hears its commune. Between the levels of the area a slash is read as a dot, because a broker that
 * thinks in routing keys (RabbitMQ) delivers one for the other.
 */
export const parseAreaTopic = (topic: string): Decoded<AreaTopic> => {
  const [root, version, branch, ...levels] = topic.split('/');
  const channel = levels.pop();
  const area = levels.join('.');
  if (`${root ?? ''}/${version ?? ''}` !== PREFIX || branch !== 'area' || !isArea(area)) {
    return refused('topic.unparsable');
  }
  const named = CHANNELS.find((one) => one === channel);
  return named === undefined ? refused('topic.unparsable') : accepted({ channel: named, area });
};

/** What this box of this area subscribes to. Audio is QoS 0, because a queue of old sound helps nobody. */
export const subscriptions = (area: string, boxId: string): { topic: string; qos: 0 | 1 }[] => [
  ...areaAndAncestors(area).flatMap((level) => [
    { topic: controlTopic(level), qos: 1 as const },
    { topic: audioTopic(level), qos: 0 as const },
    { topic: trustTopic(level), qos: 1 as const },
  ]),
  { topic: ackTopic(boxId), qos: 1 },
  { topic: commandTopic(boxId), qos: 1 },
  { topic: desiredTopic(boxId), qos: 1 },
];
