/** Says in one line, to the person who reads the log, why there is no connection to the broker, and what to look at. */
import { REFUSALS } from '../../core/refusal.ts';
import { tlsAlert, type CertificateAlert } from '../../core/wire/link/tls-alert.ts';
import { BrokerRefused } from './guarded-stream.ts';

const BY_CODE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there: is the broker running, and is the port right?',
  ENOTFOUND: 'the name is not known: check broker.url and the DNS server',
  EAI_AGAIN: 'the DNS server does not answer: check the network',
  ENETUNREACH: 'no route to the network: check cable, 4G or Wi-Fi',
  EHOSTUNREACH: 'no route to the host: check the network',
  ETIMEDOUT: 'no answer in time: check the network and the firewall',
  ECONNRESET: 'the other end cut the connection: is this a TLS port?',
  EPROTO: 'the other end does not speak TLS: use mqtts:// only with a TLS port',
  ERR_SSL_WRONG_VERSION_NUMBER:
    'the other end does not speak TLS: use mqtts:// only with a TLS port',
  SELF_SIGNED_CERT_IN_CHAIN:
    'its certificate is not vouched for by broker.ca_file: is this our broker?',
  DEPTH_ZERO_SELF_SIGNED_CERT:
    'its certificate is not vouched for by broker.ca_file: is this our broker?',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'its certificate is not vouched for by broker.ca_file: is this our broker?',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    'its certificate is not vouched for by broker.ca_file: is this our broker?',
  CERT_SIGNATURE_FAILURE:
    'its certificate is not vouched for by broker.ca_file: is this our broker?',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host name than that of broker.url',
  CERT_HAS_EXPIRED: 'its certificate has expired: renew it, or set the clock of this box',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet: is the clock of this box right?',
};

/** CONNACK return codes of MQTT 3.1.1 §3.2.2.3. */
const BY_RETURN_CODE: Readonly<Record<number, string>> = {
  1: 'it does not speak MQTT 3.1.1',
  2: 'it refuses the client id of this box',
  3: 'it is not ready',
  4: 'wrong user name or password: check broker.username and broker.password_file',
  5: 'this box is not allowed in: does the broker know it, and are broker.cert_file or broker.username its own?',
};

const BY_ALERT: Readonly<Record<CertificateAlert, string>> = {
  missing: 'it wants a certificate of this box: set broker.cert_file and broker.key_file',
  expired: 'it says that the certificate of this box has expired: give it a new one',
  revoked: 'it says that the certificate of this box has been revoked: give it a new one',
  unknown:
    'it does not accept the certificate of this box: is that of the authority that the broker trusts?',
};

export const describeLinkFailure = (error: unknown): string => {
  if (!(error instanceof Error)) return 'the connection was closed';
  if (error instanceof BrokerRefused) {
    return `${REFUSALS[error.refusal]} (${error.refusal}): is this our broker?`;
  }
  const { code } = error as Error & { code?: unknown };
  const alert = tlsAlert(code);
  const known =
    typeof code === 'string'
      ? (BY_CODE[code] ?? (alert && BY_ALERT[alert]))
      : typeof code === 'number'
        ? BY_RETURN_CODE[code]
        : undefined;
  if (known === undefined) return error.message;
  return typeof code === 'string' ? `${known} (${code})` : known;
};
