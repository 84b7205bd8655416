/** The one table of who may publish what, held against PROTOCOL §1, and what follows from it for a village. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { mayHaveClientId, type Principal } from '../../../broker-sim/access/principal.ts';
import { covers } from '../../../broker-sim/access/topic-filter.ts';
import { grantsOf, TOPIC_RULES } from '../../../broker-sim/access/topic-rules.ts';

test('every topic of PROTOCOL §1 has a rule, with the publisher that stands there', () => {
  const rows = readFileSync('docs/PROTOCOL.md', 'utf8').matchAll(
    /^\| `loa\/1\/(area|box)\/<(?:area|id)>\/(\w+)`\s*\| (head-end|authority|box)\s*\|/gm,
  );
  const stated = [...rows].map(([, of, channel, publishes]) => ({
    of,
    channel,
    // Whoever publishes mandates is a head-end to the broker: what they say is signed by somebody else again.
    publishes: publishes === 'authority' ? 'head-end' : publishes,
  }));
  assert.ok(stated.length >= 7);
  for (const row of stated) {
    const { of, channel } = row;
    assert.deepEqual(
      TOPIC_RULES.find((rule) => rule.of === of && rule.channel === channel),
      row,
    );
  }
});

const BOX = { role: 'box', id: 'box-a', area: 'vn.hn.dongda' } as const;
const VILLAGE: readonly Principal[] = [
  BOX,
  { role: 'box', id: 'box-b', area: 'vn.hn.dongda2' },
  { role: 'head-end', name: 'dongda', areas: ['vn.hn.dongda'] },
];

test('a box says what is its own, and hears what is for it', () => {
  assert.deepEqual(grantsOf(BOX, VILLAGE), {
    publish: ['reported', 'state', 'telemetry', 'played', 'reply'].map(
      (channel) => `loa/1/box/box-a/${channel}`,
    ),
    hear: [
      ...['vn.hn.dongda', 'vn.hn', 'vn'].flatMap((area) => [
        `loa/1/area/${area}/control`,
        `loa/1/area/${area}/audio`,
        `loa/1/area/${area}/trust`,
      ]),
      'loa/1/box/box-a/command',
      'loa/1/box/box-a/desired',
      'loa/1/box/box-a/ack',
    ],
  });
});

test('a head-end speaks to its areas by whole codes, and to no area of a like name', () => {
  const grants = grantsOf({ role: 'head-end', name: 'dongda', areas: ['vn.hn.dongda'] }, VILLAGE);
  assert.deepEqual(grants.publish, [
    'loa/1/area/vn.hn.dongda/control',
    'loa/1/area/vn.hn.dongda/audio',
    'loa/1/area/vn.hn.dongda/trust',
    'loa/1/box/box-a/command',
    'loa/1/box/box-a/desired',
    'loa/1/box/box-a/ack',
  ]);
});

test('a head-end of a province speaks to every area within it that has a box', () => {
  const { publish } = grantsOf({ role: 'head-end', name: 'hn', areas: ['vn.hn'] }, VILLAGE);
  assert.deepEqual(
    publish.filter((topic) => topic.endsWith('/control')),
    ['vn.hn', 'vn.hn.dongda', 'vn.hn.dongda2'].map((area) => `loa/1/area/${area}/control`),
  );
  assert.ok(publish.includes('loa/1/box/box-b/command'));
  assert.ok(!publish.includes('loa/1/area/vn/control'));
});

describe('a filter covers', () => {
  const cases: readonly (readonly [granted: string, asked: string, does: boolean])[] = [
    ['a/b', 'a/b', true],
    ['a/b', 'a/c', false],
    ['a/b', 'a', false],
    ['a/b', 'a/b/c', false],
    ['a/b', 'a/+', false],
    ['a/b', 'a/#', false],
    ['a/b', '#', false],
    ['a/+', 'a/b', true],
    ['a/+', 'a/+', true],
    ['a/+', 'a/#', false],
    ['a/+', 'a/b/c', false],
    ['a/+', 'a', false],
    ['a/+/c', 'a/b/c', true],
    ['a/+/c', 'a/+/+', false],
    ['a/#', 'a/b/c', true],
    ['a/#', 'a', true],
    ['#', 'a/#', true],
    ['#', '$SYS/x', false],
    ['+/x', '$SYS/x', false],
  ];
  for (const [granted, asked, does] of cases) {
    test(`${granted} ${does ? '⊇' : '⊉'} ${asked}`, () => {
      assert.equal(covers(granted, asked), does);
    });
  }
});

test('a client id belongs to one name', () => {
  const headEnd: Principal = { role: 'head-end', name: 'dongda', areas: ['vn'] };
  const cases: readonly (readonly [Principal, string, boolean])[] = [
    [BOX, 'loa-box-a', true],
    [BOX, 'loa-box-b', false],
    [BOX, 'loa-box-a:2', false],
    [BOX, 'box-a', false],
    [headEnd, 'head-end.dongda', true],
    [headEnd, 'head-end.dongda:voice', true],
    [headEnd, 'head-end.dongda2', false],
    [headEnd, 'loa-box-a', false],
    [headEnd, '', false],
  ];
  for (const [who, clientId, may] of cases) {
    assert.equal(mayHaveClientId(who, clientId), may, clientId);
  }
});
