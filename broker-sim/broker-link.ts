/**
 * A head-end's connection to a broker that may be elsewhere: kept up by mqtt.js, its troubles told in words, once each. What
 * cannot get better by waiting (a certificate that is not right, a login that is not accepted) ends it.
 */
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import { UserMistake } from './user-mistake.ts';

export interface BrokerLinkOptions {
  /** `mqtts://HOST:PORT` */
  readonly url: string;
  readonly caPem: string;
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
  const tell = (error: Error): void => {
    const line = `no connection to ${url}: ${troubleWords(error)}; trying again`;
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
        resolve(client);
      });
      client.once('end', () => {
        resolve(undefined);
      });
      client.on('error', (error) => {
        const mistake = mistakeOf(error);
        if (mistake === undefined) tell(error);
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

const mqttOptions = ({ caPem, login }: BrokerLinkOptions): IClientOptions => ({
  ca: caPem,
  protocolVersion: 4,
  connectTimeout: CONNECT_MS_MAX,
  reconnectPeriod: RETRY_EVERY_MS,
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
      return 'does not accept this login: see --username and --password-file';
    default:
      return undefined;
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
