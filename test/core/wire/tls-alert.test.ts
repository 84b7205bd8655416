import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tlsAlert } from '../../../agent/core/wire/link/tls-alert.ts';

test('what the other end says of our certificate is known, however OpenSSL spells it', () => {
  const cases = [
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'missing'],
    ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'missing'],
    ['ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED', 'expired'],
    ['ERR_SSL_SSL/TLS_ALERT_CERTIFICATE_EXPIRED', 'expired'],
    ['ERR_SSL_SSLV3_ALERT_CERTIFICATE_REVOKED', 'revoked'],
    ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', 'unknown'],
    ['ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE', 'unknown'],
    ['ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR', undefined],
    ['CERT_HAS_EXPIRED', undefined],
    [5, undefined],
    [undefined, undefined],
  ] as const;
  for (const [code, said] of cases) assert.equal(tlsAlert(code), said, String(code));
});
