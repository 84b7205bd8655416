/**
 * The log: JSON lines on standard output, one an event, for journald or a file to keep. It performs the core's `log` effect
 * and is what the shell logs by; it decides nothing, and it never shows a secret.
 */
import type { Writable } from 'node:stream';
import { pino, stdTimeFunctions } from 'pino';
import type { LogFields, LogLevel } from '../../core/effect.ts';
import { LogLines } from './log-lines.ts';
import type { LogRing } from './log-ring.ts';

export interface Log {
  /** One line. `event` is a stable name such as `link.up`; what varies goes into `fields`. Never blocks, never throws. */
  write(level: LogLevel, event: string, fields?: LogFields): void;
  /** Resolves when what was written is out, or after a second: the last thing before the process ends. */
  close(): Promise<void>;
}

export interface LogSettings {
  readonly boxId: string;
  /** Less severe lines are not written. */
  readonly level: LogLevel;
  /** Where the lines go; standard output where absent. */
  readonly to?: Writable;
  /** Holds the latest lines, for the console. */
  readonly ring?: LogRing;
}

/** Fields that are never shown, whoever logs them by mistake. */
const SECRET_FIELDS = ['password', 'passphrase', 'privateKey', 'secret', 'token', 'authorization'];
const CLOSE_WITHIN_MS = 1_000;

export const openLog = ({ boxId, level, to = process.stdout, ring }: LogSettings): Log => {
  const lines = new LogLines(to, (dropped) => {
    logger.warn({ lines: dropped }, 'log.dropped');
  });
  const logger = pino(
    {
      level,
      base: { box: boxId },
      messageKey: 'event',
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: SECRET_FIELDS, censor: '[secret]' },
    },
    {
      write: (line: string) => {
        lines.write(line);
        ring?.put(line);
      },
    },
  );
  return {
    write: (lineLevel, event, fields = {}) => {
      logger[lineLevel](fields, event);
    },
    close: () => lines.drain(CLOSE_WITHIN_MS),
  };
};
