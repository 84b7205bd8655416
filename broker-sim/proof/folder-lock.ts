/**
 * That one process alone keeps proof in a folder: two would each append what both have heard. It is held by a Unix socket without a file, which
 * the kernel gives back however its holder ends, so that no lock is ever left behind. It knows nothing of what is in the folder.
 */
import { statSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { once } from 'node:events';
import { UserMistake } from '../user-mistake.ts';

/** The holder says who it is at once, or not at all. */
const TOLD_WITHIN_MS = 1_000;

/** Holds `folder`, which is there, until it is let go or the process ends. @throws {UserMistake} where another process holds it. */
export const holdFolder = async (folder: string): Promise<() => void> => {
  // Not by its path: a folder has many.
  const { dev, ino } = statSync(folder);
  const name = `\0loa-proof-${dev}-${ino}`;
  const server = createServer((asking) => {
    asking.on('error', () => undefined);
    asking.end(`${process.pid}`);
  });
  if (!(await listens(server, name))) {
    const holder = await holderOf(name);
    throw new UserMistake(
      `another process${holder} already collects into ${folder}: end that one, or name another folder with --out`,
    );
  }
  server.unref();
  return () => {
    server.close();
  };
};

const listens = async (server: Server, name: string): Promise<boolean> => {
  try {
    server.listen(name);
    await once(server, 'listening');
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return false;
    throw error;
  }
};

/** As words of a sentence; none where it does not say. */
const holderOf = async (name: string): Promise<string> => {
  const line = connect(name).setEncoding('utf8').setTimeout(TOLD_WITHIN_MS);
  let told = '';
  line.on('data', (text: string) => {
    told += text;
  });
  line.on('timeout', () => line.destroy());
  line.on('error', () => undefined);
  await once(line, 'close').catch(() => undefined);
  return /^\d+$/.test(told) ? ` (${told})` : '';
};
