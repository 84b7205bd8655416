/** GStreamer's RTSP server as a process of a test: started, stalled, killed, and started again on the same port. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';

/** Debian's own, which sees Debian's `gi`; another python3 may come first in PATH. */
const PYTHON = '/usr/bin/python3';
const PROGRAM = fileURLToPath(
  new URL('../../../../test/e2e/head-end/rtsp-server.py', import.meta.url),
);
const READY_MS_MAX = 20_000;

const GI =
  "import gi; gi.require_version('GstRtspServer', '1.0'); gi.require_version('Gst', '1.0')";

/** For the `skip` of a test: false, or the reason. */
export const withoutRtsp: string | false =
  spawnSync(PYTHON, ['-c', GI], { stdio: 'ignore' }).status === 0
    ? false
    : 'no RTSP server: apt install python3-gi gir1.2-gst-rtsp-server-1.0';

export class RtspServer {
  readonly port: number;
  readonly #options: readonly string[];
  #process: ChildProcess | undefined;

  private constructor(port: number, options: readonly string[]) {
    this.port = port;
    this.#options = options;
  }

  /** Not started yet: only a port on loopback is chosen, which was free a moment ago. */
  static async choosePort(...options: readonly string[]): Promise<RtspServer> {
    const probe = createServer().listen(0, '127.0.0.1');
    await once(probe, 'listening');
    const { port } = probe.address() as AddressInfo;
    probe.close();
    await once(probe, 'close');
    return new RtspServer(port, options);
  }

  static async start(...options: readonly string[]): Promise<RtspServer> {
    const server = await RtspServer.choosePort(...options);
    await server.start();
    return server;
  }

  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  get url(): string {
    return `rtsp://${this.address}/feed`;
  }

  async start(): Promise<void> {
    const started = spawn(PYTHON, [PROGRAM, String(this.port), ...this.#options], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#process = started;
    await once(started.stdout, 'data', { signal: AbortSignal.timeout(READY_MS_MAX) });
  }

  /** Takes connections no more and answers nothing, with every socket open. */
  stall(): void {
    this.#process?.kill('SIGSTOP');
  }

  goOn(): void {
    this.#process?.kill('SIGCONT');
  }

  async kill(): Promise<void> {
    const ending = this.#process;
    this.#process = undefined;
    if (ending?.exitCode !== null || ending.signalCode !== null) return;
    const gone = once(ending, 'exit');
    ending.kill('SIGKILL');
    await gone;
  }
}
