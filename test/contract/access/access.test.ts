/** The rules of PROTOCOL §1, as our own broker keeps them and as Debian's mosquitto does by the ACL that is written for it. */
import { startBroker } from '../../../broker-sim/broker/broker.ts';
import { mosquittoAcl } from '../../../broker-sim/access/mosquitto-acl.ts';
import { accessSuite } from './access-suite.ts';
import { mosquittoMissing, startMosquitto } from '../broker/broker-mosquitto.ts';

accessSuite(
  'aedes',
  ({ certificates, principals }) =>
    startBroker({ certificates, access: { caPem: certificates.caPem, principals } }),
  false,
);
accessSuite(
  'mosquitto',
  ({ certificates, principals }) =>
    startMosquitto({ certificates, packetBytesMax: 20_000, acl: mosquittoAcl(principals) }),
  mosquittoMissing,
);
