/** Debian's mosquitto behind the same certificates as our own broker, as a subject of the broker suite. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeCertificates } from '../../../broker-sim/broker/certificates.ts';
import type { BrokerSubject, BrokerUnderTest } from './broker-suite.ts';
import { until } from './broker-client.ts';

const PROGRAM = ['/usr/sbin/mosquitto', '/usr/local/sbin/mosquitto'].find(existsSync);

/** Why the suite cannot run over mosquitto here, or false. */
export const mosquittoMissing =
  PROGRAM === undefined && 'mosquitto is not installed (apt install mosquitto)';

/** With `acl`: nobody without a certificate of our authority, and nobody to do what is not in it. */
export const startMosquitto = async ({
  certificates,
  packetBytesMax,
  acl,
}: Parameters<BrokerSubject>[0] & { readonly acl?: string }): Promise<BrokerUnderTest> => {
  const directory = await mkdtemp(path.join(tmpdir(), 'loa-mosquitto-'));
  const files = await writeCertificates(certificates, directory);
  const port = await freePort();
  const configFile = path.join(directory, 'mosquitto.conf');
  await writeFile(
    configFile,
    [
      `listener ${port} 127.0.0.1`,
      `certfile ${files.certificateFile}`,
      `keyfile ${files.privateKeyFile}`,
      ...(acl === undefined
        ? ['allow_anonymous true']
        : await access(directory, files.caFile, acl)),
      `max_packet_size ${packetBytesMax}`,
      'set_tcp_nodelay true',
      // Started by root it would become the user mosquitto, who cannot read the key.
      ...(process.getuid?.() === 0 ? ['user root'] : []),
      '',
    ].join('\n'),
  );
  const child = spawn(PROGRAM ?? '', ['-c', configFile], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4_096)));
  const ended = new Promise<void>((resolve) =>
    child.once('exit', () => {
      resolve();
    }),
  );
  let answers = false;
  const knock = (): void => {
    const socket = connect(port, '127.0.0.1', () => {
      answers = true;
      socket.destroy();
    });
    socket.on('error', () => child.exitCode === null && setTimeout(knock, 20));
  };
  knock();
  await until(() => {
    if (child.exitCode !== null) throw new Error(`mosquitto ended: ${said}`);
    return answers;
  }, 'mosquitto to listen');
  return {
    url: `mqtts://localhost:${port}`,
    close: async () => {
      child.kill('SIGTERM');
      await ended;
      await rm(directory, { recursive: true });
    },
  };
};

const access = async (directory: string, caFile: string, acl: string): Promise<string[]> => {
  const aclFile = path.join(directory, 'acl');
  await writeFile(aclFile, acl);
  return [
    `cafile ${caFile}`,
    'require_certificate true',
    'use_identity_as_username true',
    'use_username_as_clientid true',
    `acl_file ${aclFile}`,
  ];
};

export const freePort = async (): Promise<number> => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
};
