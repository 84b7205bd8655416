/**
 * Where technicians come in: the serial port, which may be plugged in and out at any moment, and the Unix socket. Each gets a
 * session of its own. A fault of a line ends that line, never the agent.
 */
import type { Duplex } from 'node:stream';
import type { ConsoleConfig } from '../../config/agent-config.ts';
import { SESSION_PHRASES } from '../../core/console/phrases/session-phrases.ts';
import { ConsoleSession } from '../../core/console/session.ts';
import type { Host } from '../../core/console/host.ts';
import type { Note } from '../../core/console/effect.ts';
import type { Input } from '../../core/input.ts';
import type { Clock } from '../../../hw/ports.ts';
import type { Log } from '../log/log.ts';
import type { Clerk } from './clerk.ts';
import { ConsoleLine } from './line/console-line.ts';
import { Outgoing } from './line/outgoing.ts';
import type { Seat } from './line/seat.ts';
import { keepSerialPort } from './line/serial-line.ts';
import { listenOnSocket } from './line/socket-line.ts';

/** Technicians at once; one more is told so. */
const SESSIONS_MAX = 4;

export interface DeskParts {
  readonly config: ConsoleConfig;
  readonly host: Host;
  readonly clerk: Pick<Clerk, 'ask'>;
  readonly post: (input: Input) => void;
  readonly clock: Clock;
  readonly log: Pick<Log, 'write'>;
}

export interface ConsoleDesk {
  /** Ends every session, and takes no more. */
  close(): void;
}

export const openConsoleDesk = (parts: DeskParts): ConsoleDesk => {
  const { config, log } = parts;
  const open = new Map<Duplex, ConsoleLine | undefined>();

  const seat: Seat = (stream, { where, manner, first }) => {
    const { language } = config;
    if (open.size >= SESSIONS_MAX) {
      stream.end(`${SESSION_PHRASES.full[language]}\r\n`);
      return;
    }
    open.set(stream, undefined);
    log.write('info', 'console.opened', { where });
    stream.on('error', (error) => {
      log.write('debug', 'console.failed', { where, reason: error.message });
    });
    stream.once('close', () => {
      open.delete(stream);
      log.write('info', 'console.closed', { where });
    });
    const outgoing = new Outgoing(
      stream,
      (lost) => `\r\n${SESSION_PHRASES.lost(lost)[language]}\r\n`,
    );
    const { host, clerk, post, clock } = parts;
    const isClear = (): boolean => outgoing.isClear;
    const session = new ConsoleSession({ language, manner, host, isClear }, clock.nowUs());
    const note = (what: Note): void => {
      const { did, ...fields } = what;
      log.write(did === 'wrong-pin' ? 'warn' : 'info', `console.${did}`, { where, ...fields });
      post({ on: 'console-did', what: did, by: where, detail: fields });
      if (did !== 'pin-change') return;
      for (const [other, itsLine] of open) if (other !== stream) itsLine?.expel();
    };
    const line = new ConsoleLine({ stream, session, outgoing, clerk, post, note, clock });
    open.set(stream, line);
    if (first.length > 0) line.put(first);
  };

  const closers = [
    ...(config.socket === undefined ? [] : [listenOnSocket(config.socket, seat, log)]),
    ...(config.port === undefined
      ? []
      : [keepSerialPort({ path: config.port, baudRate: config.baud }, seat, log)]),
  ];
  return {
    close: () => {
      for (const close of closers) close();
      for (const stream of open.keys()) stream.destroy();
    },
  };
};
