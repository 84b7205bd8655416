/**
 * One UDP socket to the time server: sends the questions that the core asks for, each under a number that nobody can guess,
 * and posts whatever comes back with the moment it came. It believes nothing and waits for nothing: the core does. By what it is
 * stamped is the socket's business.
 */
import { randomBytes } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import type { Input } from '../../core/input.ts';
import { encodeNtpQuestion } from '../../core/wire/ntp-packet.ts';
import type { OpenTimeSocket, TimeSocket } from '../../../hw/ports.ts';

/** After so many questions without an answer the name is looked up again: the server may have moved. */
const SILENT_QUESTIONS_MAX = 24;

export interface NtpClientParts {
  /** A name, or an address of IPv4 or IPv6. */
  readonly host: string;
  readonly port: number;
  readonly open: OpenTimeSocket;
  readonly post: (input: Input) => void;
}

export class NtpClient {
  readonly #parts: NtpClientParts;
  /** Connected: the kernel drops what others send. Its port is drawn anew with each. */
  #socket: TimeSocket | undefined;
  #isOpening = false;
  #isClosed = false;
  #silentQuestions = 0;

  constructor(parts: NtpClientParts) {
    this.#parts = parts;
  }

  /** Sends one question; posts `time-asked`, or `time-failed` with the reason. While a name is looked up, one waits. */
  ask(): void {
    if (this.#silentQuestions >= SILENT_QUESTIONS_MAX) this.#drop();
    if (this.#socket !== undefined) this.#send(this.#socket);
    else if (!this.#isOpening) void this.#open();
  }

  close(): void {
    this.#isClosed = true;
    this.#drop();
  }

  async #open(): Promise<void> {
    this.#isOpening = true;
    try {
      const socket = await this.#connected();
      if (this.#isClosed) socket.close();
      else {
        this.#socket = socket;
        this.#send(socket);
      }
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#isOpening = false;
    }
  }

  async #connected(): Promise<TimeSocket> {
    const { host, port, open, post } = this.#parts;
    const { address, family } = await lookup(host);
    const socket: TimeSocket = await open({
      address,
      family: family === 6 ? 6 : 4,
      port,
      onDatagram: (bytes, receivedUs) => {
        this.#silentQuestions = 0;
        post({ on: 'time-answer', bytes, receivedUs });
      },
      // The other end refuses by ICMP, or the route is gone.
      onError: (error) => {
        if (this.#socket === socket) this.#fail(error);
      },
    });
    return socket;
  }

  #send(socket: TimeSocket): void {
    const nonce = randomBytes(8).readBigUInt64BE();
    this.#silentQuestions += 1;
    const sentUs = socket.send(encodeNtpQuestion(nonce));
    if (sentUs !== undefined) this.#parts.post({ on: 'time-asked', nonce, sentUs });
  }

  #fail(error: unknown): void {
    this.#drop();
    if (!this.#isClosed)
      this.#parts.post({ on: 'time-failed', reason: describeTimeFailure(error) });
  }

  #drop(): void {
    this.#socket?.close();
    this.#socket = undefined;
    this.#silentQuestions = 0;
  }
}

const BY_CODE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there: is the time server running, and is the port right?',
  ENOTFOUND: 'the name is not known: check time.server and the DNS server',
  EAI_AGAIN: 'the DNS server does not answer: check the network',
  ENETUNREACH: 'no route to the network: check cable, 4G or Wi-Fi',
  EHOSTUNREACH: 'no route to the host: check the network',
  EACCES: 'a firewall of this box does not let it: open UDP to the time server',
  EPERM: 'a firewall of this box does not let it: open UDP to the time server',
};

/** Why the time server cannot be asked, in one line, with what to look at. */
export const describeTimeFailure = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as NodeJS.ErrnoException;
  const known = code === undefined ? undefined : BY_CODE[code];
  return known === undefined ? error.message : `${known} (${code ?? ''})`;
};
