/** Debian's chrony as a time server on loopback, by the machine's own clock, which it leaves alone. */
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { encodeNtpQuestion } from '../../../agent/core/wire/ntp-packet.ts';
import type { ServerAddress } from './time-asker.ts';

const PROGRAM = ['/usr/sbin/chronyd', '/usr/local/sbin/chronyd'].find(existsSync);
const DEADLINE_MS = 10_000;

/** Why it cannot be tested here, or false. */
export const chronyMissing =
  PROGRAM === undefined && 'chrony is not installed (apt install chrony)';

export interface RunningServer extends ServerAddress {
  close(): Promise<void>;
}

export interface ChronyOptions {
  readonly port?: number;
  /** Of its configuration; by default it is sure of the machine's clock. */
  readonly directives?: readonly string[];
}

/** Resolves when it answers. */
export const startChrony = async (options: ChronyOptions = {}): Promise<RunningServer> => {
  const { port = await freePort(), directives = ['local stratum 8'] } = options;
  const directory = await mkdtemp(path.join(tmpdir(), 'loa-chrony-'));
  const configFile = path.join(directory, 'chrony.conf');
  const lines = [
    `port ${port}`,
    'cmdport 0',
    'bindaddress 127.0.0.1',
    'allow 127.0.0.1',
    `pidfile ${path.join(directory, 'pid')}`,
    ...directives,
    '',
  ];
  await writeFile(configFile, lines.join('\n'));
  // -x: it does not touch the machine's clock. -d: it stays in the foreground and speaks to us.
  const user = process.getuid?.() === 0 ? ['-u', 'root'] : [];
  const child = spawn(PROGRAM ?? '', ['-x', '-d', ...user, '-f', configFile], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4_096)));
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      resolve();
    });
  });
  const close = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
    await rm(directory, { recursive: true, force: true });
  };
  try {
    await untilItAnswers(port, () => {
      if (child.exitCode !== null) throw new Error(`chronyd ended: ${said}`);
    });
  } catch (error) {
    await close();
    throw error;
  }
  return { host: '127.0.0.1', port, close };
};

const untilItAnswers = async (port: number, check: () => void): Promise<void> => {
  const socket = createSocket('udp4');
  let hasAnswered = false;
  socket.on('message', () => (hasAnswered = true)).on('error', () => undefined);
  const deadlineMs = performance.now() + DEADLINE_MS;
  try {
    while (!hasAnswered) {
      check();
      if (performance.now() > deadlineMs) throw new Error('chronyd does not answer');
      socket.send(encodeNtpQuestion(1n), port, '127.0.0.1', () => undefined);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  } finally {
    socket.close();
  }
};

const freePort = async (): Promise<number> => {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => {
    socket.bind(0, '127.0.0.1', resolve);
  });
  const { port } = socket.address();
  await new Promise<void>((resolve) => {
    socket.close(resolve);
  });
  return port;
};
