/** `loa-sim broker`: the embedded broker alone, for boxes and head-ends that somebody starts by hand. */
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { startBroker } from './broker/broker.ts';
import { createThrowawayCertificates } from './broker/certificates.ts';
import { interruptible } from './interruption.ts';
import { makeOutFolder } from './out-folder.ts';
import { EXIT, UserMistake } from './user-mistake.ts';

export interface BrokerCommandOptions {
  /** Any free one where not given. */
  readonly port?: number;
  /** Folder of `ca.pem`. */
  readonly out: string;
}

/** Runs until a signal; leaves nothing behind. @throws {UserMistake} */
export const brokerCommand = async (options: BrokerCommandOptions): Promise<number> => {
  const interruption = interruptible(() => process.exit(EXIT.interrupted));
  const certificates = await createThrowawayCertificates();
  const broker = await startBroker({
    certificates,
    ...(options.port === undefined ? {} : { port: options.port }),
    onTrouble: (line) => process.stderr.write(`${line}\n`),
  });
  const caFile = path.join(options.out, 'ca.pem');
  try {
    await writeCa(caFile, certificates.caPem);
  } catch (error) {
    await broker.close();
    throw error;
  }
  try {
    process.stdout.write(
      `broker  ${broker.url}\nCA      ${path.resolve(caFile)}\nCtrl-C ends it; its certificate is thrown away then.\n`,
    );
    await aborted(interruption.signal);
    process.stdout.write(`Closing with ${broker.clientCount()} clients connected.\n`);
  } finally {
    await broker.close();
    await rm(caFile, { force: true });
    interruption.release();
  }
  return EXIT.ok;
};

const writeCa = async (caFile: string, caPem: string): Promise<void> => {
  await makeOutFolder(path.dirname(caFile));
  try {
    await writeFile(caFile, caPem);
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    throw new UserMistake(`cannot write ${caFile} (${code}): name another folder with --out`, {
      cause: error,
    });
  }
};

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
