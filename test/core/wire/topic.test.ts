import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  ackTopic,
  areaAndAncestors,
  audioTopic,
  controlTopic,
  isBoxId,
  parseAreaTopic,
  playedTopic,
  stateTopic,
  subscriptions,
  telemetryTopic,
  areaCovers,
} from '../../../agent/core/wire/topic.ts';

test('topics are spelled as in PROTOCOL §1', () => {
  assert.equal(controlTopic('vn.hn'), 'loa/1/area/vn.hn/control');
  assert.equal(audioTopic('vn.hn'), 'loa/1/area/vn.hn/audio');
  assert.equal(stateTopic('box-1'), 'loa/1/box/box-1/state');
  assert.equal(telemetryTopic('box-1'), 'loa/1/box/box-1/telemetry');
  assert.equal(playedTopic('box-1'), 'loa/1/box/box-1/played');
  assert.equal(ackTopic('box-1'), 'loa/1/box/box-1/ack');
});

test('a box hears its own area and each level above it, and no sibling with a like name', () => {
  assert.deepEqual(areaAndAncestors('vn.hn.dongda'), ['vn.hn.dongda', 'vn.hn', 'vn']);
  assert.deepEqual(areaAndAncestors('vn'), ['vn']);
});

test('control is subscribed to at QoS 1 and audio at QoS 0', () => {
  assert.deepEqual(subscriptions('vn.hn', 'box-1'), [
    { topic: 'loa/1/area/vn.hn/control', qos: 1 },
    { topic: 'loa/1/area/vn.hn/audio', qos: 0 },
    { topic: 'loa/1/area/vn.hn/trust', qos: 1 },
    { topic: 'loa/1/area/vn/control', qos: 1 },
    { topic: 'loa/1/area/vn/audio', qos: 0 },
    { topic: 'loa/1/area/vn/trust', qos: 1 },
    { topic: 'loa/1/box/box-1/ack', qos: 1 },
    { topic: 'loa/1/box/box-1/command', qos: 1 },
    { topic: 'loa/1/box/box-1/desired', qos: 1 },
  ]);
});

describe('a topic is read', () => {
  const right: readonly (readonly [topic: string, channel: string, area: string])[] = [
    ['loa/1/area/vn/control', 'control', 'vn'],
    ['loa/1/area/vn.hn.dongda-2/audio', 'audio', 'vn.hn.dongda-2'],
    ['loa/1/area/vn/trust', 'trust', 'vn'],
    ['loa/1/area/a.b.c.d.e.f.g.h/control', 'control', 'a.b.c.d.e.f.g.h'],
    ['loa/1/area/vn/hn/dongda/control', 'control', 'vn.hn.dongda'],
    ['loa/1/area/vn.hn/dongda/audio', 'audio', 'vn.hn.dongda'],
    [`loa/1/area/${'x'.repeat(64)}/audio`, 'audio', 'x'.repeat(64)],
  ];
  for (const [topic, channel, area] of right) {
    test(topic, () =>
      assert.deepEqual(parseAreaTopic(topic), { ok: true, value: { channel, area } }),
    );
  }
});

describe('a topic is refused', () => {
  const wrong: readonly (readonly [situation: string, topic: string])[] = [
    ['that is empty', ''],
    ['of another root', 'lao/1/area/vn/control'],
    ['of another version', 'loa/2/area/vn/control'],
    ['of a box', 'loa/1/box/vn/state'],
    ['of a channel that this version does not know', 'loa/1/area/vn/video'],
    ['with a leading slash', '/loa/1/area/vn/control'],
    ['with a trailing slash', 'loa/1/area/vn/control/'],
    ['with an empty area', 'loa/1/area//control'],
    ['with a wildcard', 'loa/1/area/+/control'],
    ['with capitals', 'loa/1/area/VN/control'],
    ['with accents', 'loa/1/area/hà-nội/control'],
    ['with an empty level', 'loa/1/area/vn..hn/control'],
    ['with an area that ends in a dot', 'loa/1/area/vn./control'],
    ['with nine levels', 'loa/1/area/a.b.c.d.e.f.g.h.i/control'],
    ['with an area of 65 characters', `loa/1/area/${'x'.repeat(65)}/control`],
    ['with nine levels between slashes', 'loa/1/area/a/b/c/d/e/f/g/h/i/control'],
    ['with an empty level between slashes', 'loa/1/area/vn//hn/control'],
    ['with the area of another behind the channel', 'loa/1/area/vn/control/hn'],
    ['with a line end', 'loa/1/area/vn\n/control'],
    ['with a level too few', 'loa/1/area/control'],
  ];
  for (const [situation, topic] of wrong) {
    test(situation, () =>
      assert.deepEqual(parseAreaTopic(topic), { ok: false, code: 'topic.unparsable' }),
    );
  }
});

describe('an area covers', () => {
  for (const [area, other, covers] of [
    ['vn.hn', 'vn.hn', true],
    ['vn.hn', 'vn.hn.langha', true],
    ['vn', 'vn.hn.langha.thon-1', true],
    ['vn.hn', 'vn', false],
    ['vn.hn', 'vn.hnx', false],
    ['vn.hn', 'vn.hn-x', false],
    ['vn.hn.', 'vn.hn.langha', false],
    ['vn.hn', 'vn.h', false],
    ['hn', 'vn.hn', false],
    ['', 'vn', false],
  ] as const) {
    test(`${area} ${covers ? '' : 'not '}${other}`, () =>
      assert.equal(areaCovers(area, other), covers));
  }
});

test('the name of a box cannot leave its place in a topic', () => {
  for (const right of ['a', 'Box_1', '0', 'x'.repeat(64)]) assert.ok(isBoxId(right), right);
  for (const wrong of ['', '-a', 'a/b', '+', '#', 'a b', 'a\n', 'à', 'x'.repeat(65)]) {
    assert.ok(!isBoxId(wrong), wrong);
  }
});
