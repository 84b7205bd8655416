/**
 * `loa-agent console`: this terminal becomes that of the running box, byte for byte. It knows no command; with words given it
 * types them, and leaves.
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { ONCE, TERMINAL } from './line/socket-line.ts';

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;
/** Ctrl-], as of telnet: leaves whatever the box does. */
const LEAVE = 0x1d;

/** Resolves with the exit status of the command. */
export const sitAtConsole = async (
  path: string | undefined,
  words: readonly string[],
): Promise<number> => {
  if (path === undefined) {
    process.stderr.write(
      'loa-agent: this box has no console socket: set console.socket in its configuration, and restart it\n',
    );
    return EXIT_USAGE;
  }
  const socket = connect(path);
  try {
    await once(socket, 'connect');
  } catch (error) {
    process.stderr.write(`loa-agent: ${path}: ${causeOf(error)}\n`);
    return EXIT_FAILED;
  }
  if (words.length > 0) return typeOnce(socket, words);
  return sit(socket);
};

const sit = async (socket: Socket): Promise<number> => {
  const { stdin, stdout } = process;
  socket.write(Uint8Array.of(TERMINAL));
  socket.pipe(stdout, { end: false });
  if (stdin.isTTY) stdin.setRawMode(true);
  stdin.on('data', (bytes: Buffer) => {
    if (stdin.isTTY && bytes.includes(LEAVE)) socket.destroy();
    else socket.write(bytes);
  });
  stdin.once('end', () => socket.end());
  socket.on('error', () => undefined);
  await once(socket, 'close');
  if (stdin.isTTY) stdin.setRawMode(false);
  stdin.pause();
  return 0;
};

/** The command alone, and its answer alone. */
const typeOnce = async (socket: Socket, words: readonly string[]): Promise<number> => {
  socket.on('error', () => undefined);
  socket.pipe(process.stdout, { end: false });
  socket.write(Uint8Array.of(ONCE));
  socket.write(`${words.map(quoted).join(' ')}\n`);
  await once(socket, 'close');
  return 0;
};

const quoted = (word: string): string => (/\s/.test(word) ? `"${word}"` : word);

const CAUSES: Readonly<Record<string, string>> = {
  ENOENT: 'nobody is there: is the agent running, with this configuration?',
  ECONNREFUSED: 'nobody is there: is the agent running, with this configuration?',
  EACCES: 'this user may not use the console: join the group of the agent',
};

const causeOf = (error: unknown): string => {
  const { code } = error as NodeJS.ErrnoException;
  return (code === undefined ? undefined : CAUSES[code]) ?? String(error);
};
