/**
 * A box whose certificate a broker does not take: what its log says, over our own broker (which answers in MQTT) and over
 * Debian's mosquitto (which answers by a TLS alert).
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Secret } from '../../../agent/config/values/secret.ts';
import type { Input } from '../../../agent/core/input.ts';
import { utcUs } from '../../../agent/core/vocabulary.ts';
import { subscriptions } from '../../../agent/core/wire/topic.ts';
import { MqttLink } from '../../../agent/shell/link/mqtt-link.ts';
import { mosquittoAcl } from '../../../broker-sim/access/mosquitto-acl.ts';
import type { Principal } from '../../../broker-sim/access/principal.ts';
import { startBroker } from '../../../broker-sim/broker/broker.ts';
import {
  createThrowawayCertificates,
  type ThrowawayCertificates,
} from '../../../broker-sim/broker/certificates.ts';
import type { Certificate } from '../../../broker-sim/pki/authority.ts';
import type { AccessSubject } from '../access/access-suite.ts';
import { mosquittoMissing, startMosquitto } from '../broker/broker-mosquitto.ts';
import type { BrokerUnderTest } from '../broker/broker-suite.ts';

const PRINCIPALS: readonly Principal[] = [
  { role: 'box', id: 'box-a', area: 'vn.hn' },
  { role: 'box', id: 'box-b', area: 'vn.hn' },
];
const HOUR_MS = 3_600_000;
const WITHIN_MS = 5_000;

const suite = (
  name: string,
  start: AccessSubject,
  says: Readonly<Record<'missing' | 'expired' | 'foreign', RegExp> & { other?: RegExp }>,
  skip: string | false,
): void => {
  describe(`a box at ${name}`, { skip }, () => {
    let certificates: ThrowawayCertificates;
    let broker: BrokerUnderTest;
    before(async () => {
      certificates = await createThrowawayCertificates();
      broker = await start({ certificates, principals: PRINCIPALS });
    });
    after(() => broker.close());

    /** `up`, or why not. */
    const outcome = async (own: Certificate | undefined, boxId = 'box-a'): Promise<string> => {
      let told: (outcome: string) => void = () => undefined;
      const first = new Promise<string>((resolve) => (told = resolve));
      const link = new MqttLink({
        broker: {
          url: broker.url,
          caPem: certificates.caPem,
          keepaliveS: 15,
          ...(own !== undefined && {
            certificate: {
              certificatePem: own.certificatePem,
              privateKeyPem: new Secret(own.privateKeyPem),
              endsAtUs: utcUs(0),
            },
          }),
        },
        boxId,
        subscriptions: subscriptions('vn.hn', boxId),
        post: (input: Input) => {
          if (input.on === 'link-up') told('up');
          if (input.on === 'link-down') told(input.reason);
        },
      });
      const will = {
        topic: `loa/1/box/${boxId}/state`,
        payload: 'lost',
        qos: 1,
        retain: true,
      } as const;
      const late = setTimeout(() => told('nothing in time'), WITHIN_MS);
      link.connect(1, will);
      const happened = await first;
      clearTimeout(late);
      await link.disconnect();
      return happened;
    };

    it('is let in by its own certificate', async () => {
      assert.equal(await outcome(await certificates.client('box-a')), 'up');
    });

    it('hears that it needs one', async () => {
      assert.match(await outcome(undefined), says.missing);
    });

    it('hears that its own has expired', async () => {
      const now = Date.now();
      const past = { notBefore: new Date(now - 2 * HOUR_MS), notAfter: new Date(now - HOUR_MS) };
      assert.match(await outcome(await certificates.client('box-a', past)), says.expired);
    });

    it('hears that its own is of another authority', async () => {
      const other = await createThrowawayCertificates();
      assert.match(await outcome(await other.client('box-a')), says.foreign);
    });

    // A broker that lets it in all the same lets it say nothing: that is the access suite's to see.
    const { other } = says;
    if (other === undefined) return;
    it('is not let in by the certificate of another box', async () => {
      assert.match(await outcome(await certificates.client('box-b')), other);
    });
  });
};

const NOT_ALLOWED =
  /^this box is not allowed in: does the broker know it, and are broker\.cert_file /;
suite(
  'our own broker',
  ({ certificates, principals }) =>
    startBroker({ certificates, access: { caPem: certificates.caPem, principals } }),
  { missing: NOT_ALLOWED, expired: NOT_ALLOWED, foreign: NOT_ALLOWED, other: NOT_ALLOWED },
  false,
);
suite(
  'mosquitto',
  ({ certificates, principals }) =>
    startMosquitto({ certificates, packetBytesMax: 20_000, acl: mosquittoAcl(principals) }),
  {
    missing: /^it wants a certificate of this box: set broker\.cert_file and broker\.key_file \(/,
    expired: /^it says that the certificate of this box has expired: give it a new one \(/,
    foreign: /^it does not accept the certificate of this box: is that of the authority /,
  },
  mosquittoMissing,
);
