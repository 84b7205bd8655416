/** The keys of `[broker]`: its MQTT broker. */
import { brokerUrl } from '../values/broker-url.ts';
import { flag, path, text, wholeNumber } from '../values/checkers.ts';
import { defaulted, isName, optional, required } from './key.ts';

export const BROKER_KEYS = {
  'broker.url': required({
    doc: 'The MQTT broker. `mqtts://` is TLS (port 8883 unless stated), `mqtt://` is plaintext (port 1883).',
    example: 'mqtts://broker.example.vn:8883',
    check: brokerUrl,
  }),
  'broker.ca_file': optional('the public authorities that Node brings', {
    doc: 'PEM file of the authorities that may vouch for the broker, and no others.',
    example: 'ca.pem',
    check: path,
  }),
  'broker.cert_file': optional('no certificate of its own', {
    doc: 'PEM file of the certificate that tells the broker which box this is. Its common name is `box.id`.',
    example: 'langha-03.pem',
    check: path,
  }),
  'broker.key_file': optional('no certificate of its own', {
    doc: 'PEM file of the private key of `cert_file`. Nobody but its owner may have access to it (chmod 600).',
    example: 'langha-03.key',
    check: path,
  }),
  'broker.username': optional('no login', {
    doc: 'User name at the broker. Each box should have its own.',
    example: 'langha-03',
    check: text('a name of 1 to 200 characters', isName),
  }),
  'broker.password_file': optional('no password', {
    doc: 'File whose first line is the password. Nobody but its owner may have access to it (chmod 600).',
    example: 'broker.password',
    check: path,
  }),
  'broker.keepalive_s': defaulted(15, {
    doc: 'A connection on which nothing was heard for one and a half times this long is given up.',
    unit: 's',
    check: wholeNumber(1, 300),
  }),
  'broker.allow_plaintext': defaulted(false, {
    doc: 'Lets `mqtt://` leave this machine. Anyone on the way can then read the password.',
    check: flag,
  }),
} as const;
