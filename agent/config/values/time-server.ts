/** Whom a box asks for the time: `ntp://host[:port]`, or the system it runs on. */
import { NTP_PORT } from '../../core/wire/ntp-packet.ts';
import { right, wrong, type Checker } from './checkers.ts';

export const SYSTEM_TIME = 'system';

export interface TimeServerAddress {
  /** A name, or an address of IPv4 or IPv6, without brackets. */
  readonly host: string;
  readonly port: number;
}

/** The value as it is written, where it can be meant. */
export const timeServer: Checker<string> = {
  expected: `"${SYSTEM_TIME}", or ntp://HOST or ntp://HOST:PORT`,
  read: (value) => {
    if (typeof value !== 'string') return wrong();
    if (value === SYSTEM_TIME) return right(value);
    return addressOf(value) === undefined ? wrong() : right(value);
  },
};

/** Undefined for the system's own clock, and for what the checker refuses. */
export const addressOf = (value: string): TimeServerAddress | undefined => {
  // Not a special scheme of the URL standard: the host is kept as it is written, so it is checked here.
  const { host, bracketed, port } =
    /^ntp:\/\/(?:\[(?<bracketed>[\da-f:.]+)\]|(?<host>[a-z\d](?:[a-z\d.-]*[a-z\d])?))(?::(?<port>\d{1,5}))?\/?$/i.exec(
      value,
    )?.groups ?? {};
  const name = bracketed ?? host;
  const portNumber = Number(port ?? NTP_PORT);
  if (name === undefined || name.length > 253 || portNumber < 1 || portNumber > 65_535)
    return undefined;
  return { host: name, port: portNumber };
};
