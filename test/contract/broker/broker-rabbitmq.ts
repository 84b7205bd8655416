/** Debian's rabbitmq-server with its MQTT plugin, on loopback alone, with the definitions that are written for it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { rabbitDefinitions } from '../../../broker-sim/access/rabbitmq-definitions.ts';
import { writeCertificates } from '../../../broker-sim/broker/certificates.ts';
import type { AccessSubject } from '../access/access-suite.ts';
import { freePort } from './broker-mosquitto.ts';

const SERVER = '/usr/lib/rabbitmq/bin/rabbitmq-server';
const EPMD = '/usr/bin/epmd';
/** Eighteen seconds on a busy machine. */
const START_MS_MAX = 90_000;
const POLL_MS = 100;

/** Why the suite cannot run over RabbitMQ here, or false. */
export const rabbitMissing =
  !(existsSync(SERVER) && existsSync(EPMD)) &&
  'rabbitmq-server is not installed (apt install rabbitmq-server)';

export const startRabbit: AccessSubject = async ({ certificates, principals }) => {
  const directory = await mkdtemp(path.join(tmpdir(), 'loa-rabbitmq-'));
  const at = (name: string): string => path.join(directory, name);
  const files = await writeCertificates(certificates, directory);
  await writeFile(at('definitions.json'), JSON.stringify(rabbitDefinitions(principals)));
  await writeFile(at('enabled_plugins'), '[rabbitmq_mqtt,rabbitmq_auth_mechanism_ssl].\n');
  const [mqttPort, epmdPort, nodePort] = [await freePort(), await freePort(), await freePort()];
  await writeFile(
    at('rabbitmq.conf'),
    [
      'listeners.tcp = none',
      'mqtt.listeners.tcp = none',
      `mqtt.listeners.ssl.1 = 127.0.0.1:${mqttPort}`,
      'mqtt.allow_anonymous = false',
      'mqtt.ssl_cert_login = true',
      'ssl_cert_login_from = common_name',
      `ssl_options.cacertfile = ${files.caFile}`,
      `ssl_options.certfile = ${files.certificateFile}`,
      `ssl_options.keyfile = ${files.privateKeyFile}`,
      'ssl_options.verify = verify_peer',
      'ssl_options.fail_if_no_peer_cert = true',
      `load_definitions = ${at('definitions.json')}`,
      'log.console = true',
      'log.file = false',
      '',
    ].join('\n'),
  );
  const environment = {
    PATH: process.env['PATH'],
    HOME: directory,
    LANG: 'C.UTF-8',
    ERL_EPMD_ADDRESS: '127.0.0.1',
    ERL_EPMD_PORT: String(epmdPort),
    RABBITMQ_NODENAME: `loa-${process.pid}@localhost`,
    RABBITMQ_DIST_PORT: String(nodePort),
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1}',
    RABBITMQ_MNESIA_BASE: at('mnesia'),
    RABBITMQ_LOG_BASE: at('log'),
    RABBITMQ_CONFIG_FILE: at('rabbitmq.conf'),
    RABBITMQ_ENABLED_PLUGINS_FILE: at('enabled_plugins'),
  };
  // Started by us, or Erlang would start one that outlives everybody.
  const epmd = spawn(EPMD, ['-address', '127.0.0.1', '-port', String(epmdPort)], {
    stdio: 'ignore',
  });
  // Of a group of its own: the script's child is the server.
  const server = spawn(SERVER, [], {
    env: environment,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const close = async (): Promise<void> => {
    await ended(server, (pid) => process.kill(-pid, 'SIGKILL'));
    await ended(epmd, (pid) => process.kill(pid, 'SIGKILL'));
    await rm(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  };
  try {
    await startupComplete(server);
  } catch (error) {
    await close();
    throw error;
  }
  return { url: `mqtts://localhost:${mqttPort}`, close };
};

const startupComplete = async (server: ChildProcess): Promise<void> => {
  let said = '';
  const hear = (chunk: Buffer): void => {
    said = (said + chunk.toString()).slice(-65_536);
  };
  server.stdout?.on('data', hear);
  server.stderr?.on('data', hear);
  const deadline = Date.now() + START_MS_MAX;
  while (!said.includes('Server startup complete')) {
    if (server.exitCode !== null) throw new Error(`rabbitmq-server ended: ${said.slice(-2_000)}`);
    if (Date.now() > deadline) throw new Error(`rabbitmq-server is slow: ${said.slice(-2_000)}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
};

const ended = async (child: ChildProcess, kill: (pid: number) => void): Promise<void> => {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  kill(child.pid);
  await gone;
};
