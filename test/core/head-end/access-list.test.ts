/** The list of boxes and head-ends that an integrator writes, and the rules that other brokers get of it. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ACCESS_LIST_EXAMPLE, readAccessList } from '../../../broker-sim/access/access-list.ts';
import { mosquittoAcl } from '../../../broker-sim/access/mosquitto-acl.ts';
import { rabbitDefinitions } from '../../../broker-sim/access/rabbitmq-definitions.ts';

const EXAMPLE = readAccessList(ACCESS_LIST_EXAMPLE, 'access.toml');

test('the example is read', () => {
  assert.deepEqual(EXAMPLE, [
    { role: 'box', id: 'langha-03', area: 'vn.hn.dongda.langha' },
    { role: 'head-end', name: 'xa-langha', areas: ['vn.hn.dongda.langha'] },
  ]);
});

describe('a list is refused', () => {
  const cases: readonly (readonly [situation: string, toml: string, says: RegExp])[] = [
    ['that is no TOML', '[[box]', /^access\.toml: not TOML in line 1: /],
    [
      'with another table',
      '[[boxes]]\nid = "a"',
      /knows \[\[box\]\] and \[\[head_end\]\], found "boxes"/,
    ],
    ['with one box that is no list', '[box]\nid = "a"\narea = "vn"', /must be tables: \[\[box\]\]/],
    ['with a box without an area', '[[box]]\nid = "a"', /each \[\[box\]\] has id/],
    ['with a key too many', '[[box]]\nid = "a"\narea = "vn"\nx = 1', /and nothing else/],
    [
      'with an id that leaves its topic',
      '[[box]]\nid = "a/b"\narea = "vn"',
      /"a\/b" is no id of a box/,
    ],
    ['with an id that is a wildcard', '[[box]]\nid = "+"\narea = "vn"', /"\+" is no id of a box/],
    ['with an area that is none', '[[box]]\nid = "a"\narea = "#"', /"#" is no area \(box a\)/],
    [
      'with a head-end of no area',
      '[[head_end]]\nname = "x"\nareas = []',
      /each \[\[head_end\]\] has name/,
    ],
    [
      'with a head-end of a wildcard',
      '[[head_end]]\nname = "x"\nareas = ["+"]',
      /"\+" is no area \(head-end x\)/,
    ],
    [
      'with a head-end whose name has a line',
      '[[head_end]]\nname = "x\\ny"\nareas = ["vn"]',
      /is no name of a head-end/,
    ],
    ['with one twice', '[[box]]\nid = "a"\narea = "vn"\n'.repeat(2), /a is there twice/],
  ];
  for (const [situation, toml, says] of cases) {
    test(situation, () => {
      assert.throws(() => readAccessList(toml, 'access.toml'), {
        name: 'UserMistake',
        message: says,
      });
    });
  }
});

test('mosquitto gets a stanza each', () => {
  assert.equal(
    mosquittoAcl(EXAMPLE).replaceAll(/^#.*\n/gm, ''),
    `
user langha-03
topic write loa/1/box/langha-03/reported
topic write loa/1/box/langha-03/state
topic write loa/1/box/langha-03/telemetry
topic write loa/1/box/langha-03/played
topic write loa/1/box/langha-03/reply
topic read loa/1/area/vn.hn.dongda.langha/control
topic read loa/1/area/vn.hn.dongda.langha/audio
topic read loa/1/area/vn.hn.dongda.langha/trust
topic read loa/1/area/vn.hn.dongda/control
topic read loa/1/area/vn.hn.dongda/audio
topic read loa/1/area/vn.hn.dongda/trust
topic read loa/1/area/vn.hn/control
topic read loa/1/area/vn.hn/audio
topic read loa/1/area/vn.hn/trust
topic read loa/1/area/vn/control
topic read loa/1/area/vn/audio
topic read loa/1/area/vn/trust
topic read loa/1/box/langha-03/command
topic read loa/1/box/langha-03/desired
topic read loa/1/box/langha-03/ack

user head-end.xa-langha
topic readwrite loa/1/area/vn.hn.dongda.langha/control
topic readwrite loa/1/area/vn.hn.dongda.langha/audio
topic readwrite loa/1/area/vn.hn.dongda.langha/trust
topic readwrite loa/1/box/langha-03/command
topic readwrite loa/1/box/langha-03/desired
topic readwrite loa/1/box/langha-03/ack
topic read loa/1/box/+/reported
topic read loa/1/box/+/state
topic read loa/1/box/+/telemetry
topic read loa/1/box/+/played
topic read loa/1/box/+/reply
`,
  );
});

test('RabbitMQ gets users without a password, and topics in its own spelling', () => {
  const { users, permissions, topic_permissions } = rabbitDefinitions(EXAMPLE);
  assert.deepEqual(
    users.map(({ name, password_hash }) => [name, password_hash]),
    [
      ['langha-03', ''],
      ['head-end.xa-langha', ''],
    ],
  );
  assert.deepEqual(permissions[0], {
    user: 'langha-03',
    vhost: '/',
    configure: '^mqtt-subscription-loa-langha-03qos[01]$',
    write: String.raw`^(mqtt-subscription-loa-langha-03qos[01]|amq\.topic)$`,
    read: String.raw`^(mqtt-subscription-loa-langha-03qos[01]|amq\.topic)$`,
  });
  const [box, headEnd] = topic_permissions;
  assert.equal(box?.exchange, 'amq.topic');
  const may = (pattern: string | undefined, key: string): boolean =>
    new RegExp(pattern ?? '').test(key);
  assert.ok(may(box.write, 'loa.1.box.langha-03.state'));
  assert.ok(!may(box.write, 'loa.1.box.langha-03.command'));
  assert.ok(!may(box.write, 'loa.1.box.langha-04.state'));
  assert.ok(may(box.read, 'loa.1.area.vn.hn.dongda.control'));
  assert.ok(!may(box.read, 'loa.1.area.vn.hp.control'));
  assert.ok(!may(box.read, 'loa.1.area.*.control'));
  assert.ok(!may(box.read, 'loa.1.area.vn.hn.dongda2.control'));
  assert.ok(!may(box.read, '#'));
  assert.ok(may(headEnd?.read, 'loa.1.box.*.state'));
  assert.ok(may(headEnd?.read, 'loa.1.box.langha-03.state'));
  assert.ok(!may(headEnd?.read, 'loa.1.box.#.state'));
  assert.ok(!may(headEnd?.read, 'loa.1.box.langha-03.command.state'));
  assert.ok(!may(headEnd?.write, 'loa.1.box.*.state'));
});
