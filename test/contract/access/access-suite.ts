/**
 * Who may publish and hear what at a broker, cell by cell, told by what arrives: what a broker answers to a denied client
 * differs from broker to broker. The expectations are written out here; nothing of the rules' own code is asked.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { commonName, type Principal } from '../../../broker-sim/access/principal.ts';
import {
  createThrowawayCertificates,
  type ThrowawayCertificates,
} from '../../../broker-sim/broker/certificates.ts';
import { Actor } from './access-actor.ts';
import type { BrokerUnderTest } from '../broker/broker-suite.ts';

export type AccessSubject = (options: {
  readonly certificates: ThrowawayCertificates;
  readonly principals: readonly Principal[];
}) => Promise<BrokerUnderTest>;

export const PRINCIPALS = [
  { role: 'box', id: 'box-a', area: 'vn.hn.dongda' },
  { role: 'box', id: 'box-b', area: 'vn.hn.caugiay' },
  { role: 'head-end', name: 'dongda', areas: ['vn.hn.dongda'] },
  { role: 'head-end', name: 'caugiay', areas: ['vn.hn.caugiay'] },
  { role: 'head-end', name: 'hanoi', areas: ['vn.hn'] },
  { role: 'head-end', name: 'quocgia', areas: ['vn'] },
] as const satisfies readonly Principal[];

interface Cell {
  readonly publish: readonly string[];
  readonly hear: readonly string[];
}

const ofArea = (area: string, publish: readonly string[], hear: readonly string[]) =>
  ['control', 'audio', 'trust'].map(
    (channel) => [`loa/1/area/${area}/${channel}`, { publish, hear }] as const,
  );
const HEAD_ENDS = ['caugiay', 'dongda', 'hanoi', 'quocgia'];

/** By topic: everybody who may publish there, and everybody who may hear it. */
const CELLS: readonly (readonly [string, Cell])[] = [
  ...ofArea('vn', ['quocgia'], ['box-a', 'box-b', 'quocgia']),
  ...ofArea('vn.hn', ['hanoi', 'quocgia'], ['box-a', 'box-b', 'hanoi', 'quocgia']),
  ...ofArea(
    'vn.hn.dongda',
    ['dongda', 'hanoi', 'quocgia'],
    ['box-a', 'dongda', 'hanoi', 'quocgia'],
  ),
  ...['command', 'desired', 'ack'].map(
    (channel) =>
      [
        `loa/1/box/box-a/${channel}`,
        { publish: ['dongda', 'hanoi', 'quocgia'], hear: ['box-a', 'dongda', 'hanoi', 'quocgia'] },
      ] as const,
  ),
  ...['reported', 'state', 'telemetry', 'played', 'reply'].map(
    (channel) => [`loa/1/box/box-a/${channel}`, { publish: ['box-a'], hear: HEAD_ENDS }] as const,
  ),
];

/** What a broker cannot be made to do, and what its topics look like on arrival. */
export interface Peculiarities {
  /** Somebody may take another's client id, and so cut off its connection. */
  readonly clientIdsAreAnybodys?: true;
  /** A dot of a topic arrives as a slash. */
  readonly slashesForDots?: true;
}

export const accessSuite = (
  name: string,
  start: AccessSubject,
  skip: string | false,
  { clientIdsAreAnybodys, slashesForDots }: Peculiarities = {},
): void => {
  describe(`who may publish and hear what (${name})`, { skip }, () => {
    let certificates: ThrowawayCertificates;
    let broker: BrokerUnderTest;
    const actors = new Map<string, Actor>();
    const actor = (called: string): Actor => {
      const found = actors.get(called);
      if (found === undefined) throw new RangeError(called);
      return found;
    };
    const join = async (principal: Principal, as?: string): Promise<Actor> => {
      const { certificatePem, privateKeyPem } = await certificates.client(commonName(principal));
      const clientId = principal.role === 'box' ? `loa-${principal.id}` : commonName(principal);
      const arrivesAs = (topic: string): string =>
        slashesForDots ? topic.replaceAll('.', '/') : topic;
      const options = {
        ca: certificates.caPem,
        cert: certificatePem,
        key: privateKeyPem,
        clientId: as ?? clientId,
      };
      return new Actor(broker.url, options, arrivesAs);
    };

    before(async () => {
      certificates = await createThrowawayCertificates();
      broker = await start({ certificates, principals: PRINCIPALS });
      for (const one of PRINCIPALS) {
        actors.set(one.role === 'box' ? one.id : one.name, await join(one));
      }
    });
    after(async () => {
      await Promise.all([...actors.values()].map((one) => one.close()));
      await broker.close();
    });

    for (const [topic, cell] of CELLS) {
      const [writer = '', reader = ''] = [cell.publish[0], cell.hear[0]];

      it(`${topic} is published by ${cell.publish.join(', ')} and nobody else`, async () => {
        const came: string[] = [];
        for (const [called, one] of actors) {
          // Whoever is denied may be cut off: somebody else must listen.
          const ear = actor(cell.hear.find((name) => name !== called) ?? '');
          await ear.subscribe(topic);
          await one.publish(topic, called);
          await actor(writer).publish(topic, 'next');
          came.push(...(await ear.heardUntil(topic, 'next')));
          await ear.unsubscribe(topic);
          ear.forget();
        }
        assert.deepEqual(came.toSorted(), cell.publish);
      });

      it(`${topic} is heard by ${cell.hear.join(', ')} and nobody else`, async () => {
        for (const one of actors.values()) await one.subscribe(topic);
        await actor(writer).publish(topic, 'word');
        await actor(reader).heardUntil(topic, 'word');
        const heard: string[] = [];
        for (const [called, one] of actors) {
          await one.roundTrip();
          if (one.hasHeard(topic, 'word')) heard.push(called);
          await one.unsubscribe(topic);
          one.forget();
        }
        assert.deepEqual(heard.toSorted(), cell.hear);
      });
    }

    for (const filter of ['#', 'loa/#', 'loa/1/area/+/control', 'loa/1/box/+/command', '+/1/#']) {
      it(`a box that asks for ${filter} hears nothing that is not for it`, async () => {
        const [stranger, near] = [actor('box-b'), actor('box-a')];
        const topics = ['loa/1/area/vn.hn.dongda/control', 'loa/1/box/box-a/command'];
        await stranger.subscribe(filter);
        for (const topic of topics) {
          await near.subscribe(topic);
          await actor('dongda').publish(topic, 'secret');
          await near.heardUntil(topic, 'secret');
          await near.unsubscribe(topic);
          near.forget();
        }
        await stranger.roundTrip();
        assert.deepEqual(
          topics.map((topic) => stranger.hasHeard(topic, 'secret')),
          [false, false],
        );
        await stranger.unsubscribe(filter);
      });
    }

    it('a will is published where its client may publish, and nowhere else', async () => {
      const allowed = 'loa/1/box/box-b/state';
      const topics = ['loa/1/box/box-a/state', 'loa/1/area/vn.hn/control', allowed];
      const [listener, mate] = [actor('hanoi'), actor('box-b')];
      await mate.close();
      for (const topic of topics) await listener.subscribe(topic);
      // The allowed one dies last: when its will has come, those before it have had their time.
      for (const topic of topics) await mate.dieWithWill(topic, 'lost');
      await listener.heardUntil(allowed, 'lost');
      await listener.roundTrip();
      assert.deepEqual(
        topics.filter((topic) => listener.hasHeard(topic, 'lost')),
        [allowed],
      );
      for (const topic of topics) await listener.unsubscribe(topic);
      listener.forget();
    });

    if (!clientIdsAreAnybodys) {
      it('nobody cuts off another by taking its client id', async () => {
        const box = actor('box-a');
        await box.roundTrip();
        const connection = box.connections;
        const thief = await join(PRINCIPALS[1], 'loa-box-a');
        await thief.publish('loa/1/box/box-b/state', 'here I am');
        await box.roundTrip();
        assert.equal(box.connections, connection);
        await thief.close();
      });
    }

    it('a certificate of our authority that is not in the list is good for nothing', async () => {
      const stranger = await join({ role: 'box', id: 'box-z', area: 'vn.hn.dongda' });
      const listener = actor('dongda');
      for (const topic of ['loa/1/box/box-z/state', 'loa/1/box/box-a/state']) {
        await listener.subscribe(topic);
        await stranger.publish(topic, 'stranger');
      }
      await actor('box-a').publish('loa/1/box/box-a/state', 'next');
      await listener.heardUntil('loa/1/box/box-a/state', 'next');
      assert.equal(listener.hasHeard('loa/1/box/box-z/state', 'stranger'), false);
      assert.equal(listener.hasHeard('loa/1/box/box-a/state', 'stranger'), false);
      await stranger.close();
    });
  });
};
