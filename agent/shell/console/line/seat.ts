/** A place for a technician: what a line needs to know of the desk. */
import type { Duplex } from 'node:stream';
import type { SessionParts } from '../../../core/console/session.ts';

/** Takes a terminal, and what it has already sent. */
export type Seat = (stream: Duplex, guest: Guest) => void;

export interface Guest {
  /** For the log. */
  readonly where: string;
  readonly manner: SessionParts['manner'];
  readonly first: Buffer;
}
