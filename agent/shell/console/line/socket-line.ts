/**
 * The console's Unix socket. The user and the group of the agent may connect, nobody else (0660). Its first byte says who is
 * at the other end: a terminal (0x01) or a program with one command (0x02); any other byte is typed already.
 */
import { chmodSync, rmSync, statSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { describeFailure } from '../../failure.ts';
import type { Log } from '../../log/log.ts';
import type { Seat } from './seat.ts';

const ACCESS = 0o660;
export const TERMINAL = 0x01;
export const ONCE = 0x02;

/** Answers what ends it. A socket that cannot be had is told, and the box plays all the same. */
export const listenOnSocket = (path: string, seat: Seat, log: Pick<Log, 'write'>): (() => void) => {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    welcome(socket, seat);
  });
  server.on('error', (error) => {
    log.write('error', 'console.no-socket', { socket: path, reason: describeFailure(error) });
  });
  removeLeftover(path);
  // Born without access for others; the group is let in once it is there.
  const before = process.umask(0o177);
  server.listen(path, () => {
    chmodSync(path, ACCESS);
    log.write('info', 'console.listening', { socket: path });
  });
  process.umask(before);
  return () => {
    server.close();
  };
};

const welcome = (socket: Socket, seat: Seat): void => {
  socket.on('error', () => undefined);
  socket.once('data', (bytes: Buffer) => {
    socket.pause();
    const isStated = bytes[0] === TERMINAL || bytes[0] === ONCE;
    const manner = bytes[0] === ONCE ? 'once' : 'terminal';
    seat(socket, { where: 'socket', manner, first: isStated ? bytes.subarray(1) : bytes });
    socket.resume();
  });
};

/** The socket of an agent that was killed. Whatever else has this name stays, and is complained of. */
const removeLeftover = (path: string): void => {
  if (statSync(path, { throwIfNoEntry: false })?.isSocket() === true) rmSync(path, { force: true });
};
