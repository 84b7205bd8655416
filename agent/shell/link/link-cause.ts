/** Which kind of failure an error of a socket, of TLS or of MQTT is. What to do about each kind, the console knows. */
import { tlsAlert } from '../../core/wire/link/tls-alert.ts';
import type { LinkCause } from '../../core/report/link-cause.ts';

const BY_CODE: Readonly<Record<string, LinkCause>> = {
  ECONNREFUSED: 'refused',
  ENOTFOUND: 'name-unknown',
  ENODATA: 'name-unknown',
  EAI_AGAIN: 'name-server',
  EAI_FAIL: 'name-server',
  ETIMEOUT: 'name-server',
  ENETUNREACH: 'no-route',
  ENETDOWN: 'no-route',
  EHOSTUNREACH: 'no-route',
  EADDRNOTAVAIL: 'no-route',
  ETIMEDOUT: 'timeout',
  ECONNRESET: 'closed',
  EPIPE: 'closed',
  EPROTO: 'not-tls',
  ERR_SSL_WRONG_VERSION_NUMBER: 'not-tls',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'not-tls',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate-authority',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate-authority',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate-authority',
  UNABLE_TO_GET_ISSUER_CERT: 'certificate-authority',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificate-authority',
  CERT_SIGNATURE_FAILURE: 'certificate-authority',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate-name',
  CERT_HAS_EXPIRED: 'certificate-expired',
  CERT_NOT_YET_VALID: 'certificate-early',
};

/** CONNACK return codes of MQTT 3.1.1 §3.2.2.3. */
const BY_RETURN_CODE: Readonly<Record<number, LinkCause>> = {
  2: 'not-allowed',
  3: 'refused',
  4: 'login',
  5: 'not-allowed',
};

export const linkCauseOf = (error: unknown): LinkCause => {
  if (!(error instanceof Error)) return 'closed';
  const { code } = error as Error & { code?: unknown };
  if (typeof code === 'number') return BY_RETURN_CODE[code] ?? 'other';
  if (typeof code !== 'string') return /timeout/i.test(error.message) ? 'timeout' : 'other';
  return BY_CODE[code] ?? (tlsAlert(code) === undefined ? 'other' : 'own-certificate');
};
