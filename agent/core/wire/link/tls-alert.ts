/**
 * What the other end of a TLS connection says of our certificate by an alert (RFC 8446 §6.2), read from the code that Node
 * gives the error. OpenSSL has spelled these names differently over the years; the ends of them have stayed.
 */

export type CertificateAlert = 'missing' | 'expired' | 'revoked' | 'unknown';

const ENDINGS: readonly (readonly [RegExp, CertificateAlert])[] = [
  [/_ALERT_CERTIFICATE_REQUIRED$/, 'missing'],
  // What a broker of TLS 1.2 says instead.
  [/_ALERT_HANDSHAKE_FAILURE$/, 'missing'],
  [/_ALERT_CERTIFICATE_EXPIRED$/, 'expired'],
  [/_ALERT_CERTIFICATE_REVOKED$/, 'revoked'],
  [/_ALERT_(?:UNKNOWN_CA|BAD_CERTIFICATE|CERTIFICATE_UNKNOWN|UNSUPPORTED_CERTIFICATE)$/, 'unknown'],
];

/** Undefined where `code` is of something else. */
export const tlsAlert = (code: unknown): CertificateAlert | undefined =>
  typeof code === 'string' ? ENDINGS.find(([ending]) => ending.test(code))?.[1] : undefined;
