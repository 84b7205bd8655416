/**
 * A head-end's connection to a broker that may be elsewhere: kept up by mqtt.js, its troubles told in words, once each. What
 * cannot get better by waiting (a certificate that is not right, a login that is not accepted) ends it.
 */
import { randomUUID } from 'node:crypto';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import type { NamedCertificate } from '../pki/client-files.ts';
import { tlsAlert } from '../../agent/core/wire/link/tls-alert.ts';
import { UserMistake } from '../user-mistake.ts';

export interface BrokerLinkOptions {
  /** `mqtts://HOST:PORT` */
  readonly url: string;
  readonly caPem: string;
  /** By which the broker knows this head-end. */
  readonly certificate?: NamedCertificate;
  readonly login?: { readonly username: string; readonly password: string };
  readonly signal: AbortSignal;
  /** One line, when the link is away for another reason than before. */
  readonly onTrouble: (line: string) => void;
}

const CONNECT_MS_MAX = 10_000;
const RETRY_EVERY_MS = 2_000;

/** Resolves with the first connection, or undefined where `signal` was aborted before. @throws {UserMistake} */
export const openBrokerLink = async (
  options: BrokerLinkOptions,
): Promise<MqttClient | undefined> => {
  const { url, signal, onTrouble } = options;
  const client = mqtt.connect(url, mqttOptions(options));
  let told = '';
  let isUp = false;
  const tell = (error: Error): void => {
    // A broker may drop the connection the moment it reads the DISCONNECT, before the close has come to it.
    if (client.disconnecting) return;
    const mistake = mistakeOf(error);
    const words = mistake === undefined ? troubleWords(error) : `it ${mistake}`;
    const line = `no connection to ${url}: ${words}; trying again`;
    if (line !== told) onTrouble(line);
    told = line;
  };
  client.on('connect', () => (told = ''));
  const giveUp = (): void => {
    client.end(true);
  };
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    return await new Promise((resolve, reject) => {
      client.once('connect', () => {
        isUp = true;
        resolve(client);
      });
      client.once('end', () => {
        resolve(undefined);
      });
      client.on('error', (error) => {
        const mistake = mistakeOf(error);
        // Who was let in before is in the midst of something: it is told, and tries again, as somebody may put it right.
        if (mistake === undefined || isUp) tell(error);
        else reject(new UserMistake(`${url} ${mistake}`, { cause: error }));
      });
      if (signal.aborted) giveUp();
    });
  } catch (error) {
    client.end(true);
    throw error;
  } finally {
    // Once there is a link, how it ends is for whoever has it to say.
    signal.removeEventListener('abort', giveUp);
  }
};

const mqttOptions = ({ caPem, certificate, login }: BrokerLinkOptions): IClientOptions => ({
  ca: caPem,
  ...(certificate !== undefined && {
    cert: certificate.certificatePem,
    key: certificate.privateKeyPem,
    clientId: `${certificate.commonName}:${randomUUID()}`,
  }),
  protocolVersion: 4,
  connectTimeout: CONNECT_MS_MAX,
  reconnectPeriod: RETRY_EVERY_MS,
  // Otherwise one that is refused in MQTT, be it for a moment, never tries again.
  reconnectOnConnackError: true,
  queueQoSZero: false,
  rejectUnauthorized: true,
  ...(login ?? {}),
});

const codeOf = (error: Error): string | number | undefined =>
  (error as { code?: string | number }).code;

/** What only a person can put right; undefined for what may pass. */
const mistakeOf = (error: Error): string | undefined => {
  switch (codeOf(error)) {
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return 'has a certificate for another name: use the name that it was made for';
    case 'CERT_HAS_EXPIRED':
      return 'has a certificate that has expired: renew it';
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'CERT_SIGNATURE_FAILURE':
      return 'has a certificate that the authority of --ca has not signed: name the right file';
    case 4:
    case 5:
      return 'does not let this head-end in: see --cert and --key, or --username and --password-file';
    default:
      return alertWords(codeOf(error));
  }
};

/** What a broker says by a TLS alert of the certificate that it was shown. */
const alertWords = (code: string | number | undefined): string | undefined => {
  switch (tlsAlert(code)) {
    case undefined:
      return undefined;
    case 'missing':
      return 'wants a certificate of this head-end: give --cert and --key';
    case 'expired':
      return 'says that the certificate of --cert has expired: make a new one';
    case 'revoked':
      return 'says that the certificate of --cert has been revoked';
    case 'unknown':
      return 'does not accept the certificate of --cert: is it of the authority that the broker trusts?';
  }
};

const troubleWords = (error: Error): string => {
  switch (codeOf(error)) {
    case 'ECONNREFUSED':
      return 'nothing listens there';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'the name is not known';
    case 'ECONNRESET':
      return 'it was cut off';
    default:
      return error.message === '' ? String(codeOf(error)) : error.message;
  }
};
