/**
 * A time server for villages on one machine: NTP over UDP on loopback, from CLOCK_MONOTONIC and an offset that is measured
 * once, so that nothing sets it while a village plays. It is no better than the machine's own clock, and says so.
 */
import { createSocket } from 'node:dgram';
import { utcUs, US_PER_MS, type UtcUs } from '../../agent/core/vocabulary.ts';
import { decodeNtpQuestion, encodeNtpAnswer } from '../../agent/core/wire/ntp-packet.ts';
import { monotonicUs } from '../source/monotonic.ts';

/** As chrony's `local`: so far from any real source that nobody prefers it to one. */
const STRATUM = 10;
/** 2⁻¹⁹ s is 2 µs. */
const PRECISION = -19;
/** How well `performance` tells UTC. */
const ROOT_ERROR_US = 20;

export interface TimeServerOptions {
  readonly host?: string;
  /** Any free one where not given. */
  readonly port?: number;
  /** How much it gains, in µs a second. */
  readonly skewPpm?: number;
  /** What goes out instead of an answer; undefined for silence. For servers that are broken, or not ours. */
  readonly tamper?: (answer: Uint8Array) => Uint8Array | undefined;
}

export interface TimeServer {
  /** As `time.server` of a box takes it. */
  readonly url: string;
  readonly port: number;
  /** Questions that were answered. */
  readonly answered: number;
  /** UTC as it tells it. */
  nowAt(): UtcUs;
  /** Sets it: from now on it says `byUs` more. */
  step(byUs: number): void;
  close(): Promise<void>;
}

/** @throws {Error} where the port cannot be had. */
export const startTimeServer = async (options: TimeServerOptions = {}): Promise<TimeServer> => {
  const { host = '127.0.0.1', port = 0, skewPpm = 0, tamper } = options;
  const startedUs = monotonicUs();
  let utcMinusMonoUs = (performance.timeOrigin + performance.now()) * US_PER_MS - startedUs;
  const nowAt = (): UtcUs => {
    const nowUs = monotonicUs();
    return utcUs(nowUs + (utcMinusMonoUs + ((nowUs - startedUs) * skewPpm) / 1e6));
  };

  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  let answered = 0;
  socket.on('message', (bytes, asker) => {
    const receivedAt = nowAt();
    const question = decodeNtpQuestion(bytes);
    if (question === undefined) return;
    const answer = encodeNtpAnswer(question, {
      leap: 0,
      stratum: STRATUM,
      referenceId: 'LOCL',
      precision: PRECISION,
      rootErrorUs: ROOT_ERROR_US,
      receivedAt,
      sentAt: nowAt(),
    });
    const sent = tamper === undefined ? answer : tamper(answer);
    if (sent === undefined) return;
    answered += 1;
    // A box that has gone meanwhile refuses by ICMP: that is no concern of a server's.
    socket.send(sent, asker.port, asker.address, () => undefined);
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(port, host, resolve);
  });
  socket.removeAllListeners('error').on('error', () => undefined);

  const { port: bound } = socket.address();
  return {
    url: `ntp://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    port: bound,
    get answered() {
      return answered;
    },
    nowAt,
    step: (byUs) => {
      utcMinusMonoUs += byUs;
    },
    close: () =>
      new Promise((resolve) => {
        socket.close(resolve);
      }),
  };
};
