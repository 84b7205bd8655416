/**
 * The one table of who may publish and who may hear what (PROTOCOL §1), and what follows from it for each principal of a
 * broker. Every broker's own rules are made from it: ours (`broker/doorman.ts`), mosquitto's and RabbitMQ's.
 */
import { areaAndAncestors } from '../../agent/core/wire/topic.ts';
import type { Principal, Role } from './principal.ts';

export interface TopicRule {
  readonly of: 'area' | 'box';
  readonly channel: string;
  readonly publishes: Role;
}

export const TOPIC_RULES: readonly TopicRule[] = [
  { of: 'area', channel: 'control', publishes: 'head-end' },
  { of: 'area', channel: 'audio', publishes: 'head-end' },
  { of: 'area', channel: 'trust', publishes: 'head-end' },
  { of: 'box', channel: 'command', publishes: 'head-end' },
  { of: 'box', channel: 'desired', publishes: 'head-end' },
  { of: 'box', channel: 'ack', publishes: 'head-end' },
  { of: 'box', channel: 'reported', publishes: 'box' },
  { of: 'box', channel: 'state', publishes: 'box' },
  { of: 'box', channel: 'telemetry', publishes: 'box' },
  { of: 'box', channel: 'played', publishes: 'box' },
  { of: 'box', channel: 'reply', publishes: 'box' },
];

/** What one principal may do, as topics and topic filters; whatever is not in it, it may not. */
export interface Grants {
  /** Topics; wills count as published. */
  readonly publish: readonly string[];
  /** Filters; the one wildcard in them is a whole level. */
  readonly hear: readonly string[];
}

/**
 * A box: says what is its own, hears what is for it and for its area and each level above it. A head-end: speaks to its areas
 * and to those of `everybody` within them, commands the boxes there, hears all of that back, and hears what any box says of
 * itself (docs/decisions/0026).
 */
export const grantsOf = (who: Principal, everybody: readonly Principal[]): Grants =>
  who.role === 'box' ? boxGrants(who.id, who.area) : headEndGrants(who.areas, everybody);

const boxGrants = (id: string, area: string): Grants => ({
  publish: ofBox(id, 'box'),
  hear: [...areaAndAncestors(area).flatMap(ofArea), ...ofBox(id, 'head-end')],
});

const headEndGrants = (areas: readonly string[], everybody: readonly Principal[]): Grants => {
  const isWithin = (area: string): boolean =>
    areaAndAncestors(area).some((level) => areas.includes(level));
  const boxes = everybody.filter((one) => one.role === 'box');
  const known = new Set([...areas, ...boxes.flatMap(({ area }) => areaAndAncestors(area))]);
  const publish = [
    ...[...known].filter(isWithin).toSorted().flatMap(ofArea),
    ...boxes.filter(({ area }) => isWithin(area)).flatMap(({ id }) => ofBox(id, 'head-end')),
  ];
  return { publish, hear: [...publish, ...ofBox('+', 'box')] };
};

const ofArea = (area: string): string[] =>
  TOPIC_RULES.filter(({ of }) => of === 'area').map(
    ({ channel }) => `loa/1/area/${area}/${channel}`,
  );

const ofBox = (id: string, publishes: Role): string[] =>
  TOPIC_RULES.filter((rule) => rule.of === 'box' && rule.publishes === publishes).map(
    ({ channel }) => `loa/1/box/${id}/${channel}`,
  );
