/**
 * One real agent in its own process, with a folder of its own; what it logs is awaited, not slept for. It knows the files of
 * the box, not what it plays.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { stringify } from 'smol-toml';
import { AGENT_PROGRAM, nodeWordsFor } from '../../broker-sim/cluster/box/agent-program.ts';

/** The program of this build. */
export const AGENT = AGENT_PROGRAM;
const LINES_KEPT_MAX = 5_000;

export interface LogLine {
  readonly event: string;
  readonly level: string;
  readonly [field: string]: unknown;
}

export interface RelaySwitching {
  readonly atUs: number;
  readonly relay: 'supply' | 'line';
  readonly on: boolean;
}

export interface BoxSettings {
  readonly folder: string;
  /** Its name, and that of its files. */
  readonly id?: string;
  readonly brokerUrl: string;
  readonly caFile: string;
  readonly certificate?: { readonly certificateFile: string; readonly privateKeyFile: string };
  /** The root that it pins, in base64url. */
  readonly root: string;
  readonly audio?: Record<string, unknown>;
  readonly amplifier?: Record<string, unknown>;
  readonly time?: Record<string, unknown>;
  readonly console?: Record<string, unknown>;
  readonly sensors?: Record<string, unknown>;
  readonly inputs?: Record<string, unknown>;
  /** Where its state is kept; beside the rest where absent. */
  readonly storeFile?: string;
  readonly heartbeatS?: number;
  /** When it tests itself, as the configuration says it; never where absent. */
  readonly selfTestAt?: string;
  readonly keepaliveS?: number;
  /** The program of the agent; that of this build where it is absent. */
  readonly agent?: string;
  /** Variables that it is given beside those of this process. */
  readonly environment?: Readonly<Record<string, string>>;
  /** What becomes of the configuration before it is started: another text, or undefined for no file at all. */
  readonly edited?: (toml: string) => string | undefined;
  /** Behind `run`. */
  readonly options?: readonly string[];
  /** A command that runs the agent, which is given to it as its last arguments. */
  readonly runner?: readonly string[];
}

export const AREA = 'vn.hn.dongda.langha';

export class BoxUnderTest {
  readonly wavFile: string;
  readonly configFile: string;
  readonly lines: LogLine[] = [];
  /** The journal of its fake bank. */
  readonly relaysFile: string;
  readonly #child: ChildProcess;
  readonly #exit: Promise<number | null>;
  #onLine: () => void = () => undefined;

  constructor(settings: BoxSettings) {
    const { folder, id = 'box', time = {} } = settings;
    this.wavFile = join(folder, `${id}.wav`);
    this.relaysFile = join(folder, `${id}.relays.jsonl`);
    const configFile = join(folder, `${id}.toml`);
    this.configFile = configFile;
    const { edited = (toml: string) => toml } = settings;
    const toml = edited(
      stringify({
        box: { id, area: AREA },
        broker: {
          url: settings.brokerUrl,
          ca_file: settings.caFile,
          ...(settings.certificate && {
            cert_file: settings.certificate.certificateFile,
            key_file: settings.certificate.privateKeyFile,
          }),
          keepalive_s: settings.keepaliveS ?? 15,
        },
        trust: { roots: [settings.root] },
        // The reference is decoded by opusscript, and compared to the last bit.
        audio: {
          decoder: 'opusscript',
          ...(settings.audio ?? { sink: 'wav', wav_file: this.wavFile }),
        },
        amplifier: { relays: 'fake', journal_file: this.relaysFile, ...settings.amplifier },
        time,
        ...(settings.console !== undefined && { console: settings.console }),
        ...(settings.sensors !== undefined && { sensors: settings.sensors }),
        ...(settings.inputs !== undefined && { inputs: settings.inputs }),
        self_test: { daily_at: settings.selfTestAt ?? 'never' },
        heartbeat: { every_s: settings.heartbeatS ?? 0.2 },
        store: { file: settings.storeFile ?? join(folder, `${id}.store`) },
      }),
    );
    rmSync(configFile, { force: true });
    if (toml !== undefined) writeFileSync(configFile, toml);
    const [program = '', ...words] = [
      ...(settings.runner ?? []),
      ...[process.execPath, ...nodeWordsFor(settings.agent ?? AGENT)],
      ...['run', '--config', configFile, ...(settings.options ?? [])],
    ];
    this.#child = spawn(program, words, {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...settings.environment },
    });
    const child = this.#child;
    this.#exit = new Promise((resolve) => child.once('exit', resolve));
    if (child.stdout === null) throw new Error('the agent has no standard output');
    createInterface({ input: child.stdout }).on('line', (text) => {
      this.lines.push(JSON.parse(text) as LogLine);
      if (this.lines.length > LINES_KEPT_MAX) this.lines.shift();
      this.#onLine();
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /**
   * The first line for which `isIt` holds, past or to come, after `earlier` where that is given.
   * @throws after `withinMs`, with what was logged instead.
   */
  async logged(
    isIt: (line: LogLine) => boolean,
    withinMs = 10_000,
    earlier?: LogLine,
  ): Promise<LogLine> {
    const deadline = AbortSignal.timeout(withinMs);
    for (;;) {
      const from = earlier === undefined ? 0 : this.lines.indexOf(earlier) + 1;
      const line = this.lines.slice(from).find(isIt);
      if (line !== undefined) return line;
      await new Promise<void>((resolve, reject) => {
        this.#onLine = resolve;
        deadline.onabort = () => {
          const events = this.lines.map(({ event }) => event).join(', ');
          reject(new Error(`not logged within ${withinMs} ms; there was: ${events}`));
        };
      });
    }
  }

  event(name: string, withinMs?: number): Promise<LogLine> {
    return this.logged(({ event }) => event === name, withinMs);
  }

  /** Another of it than the latest that has come until now. */
  again(name: string, withinMs?: number): Promise<LogLine> {
    const latest = this.lines.findLast(({ event }) => event === name);
    return this.logged(({ event }) => event === name, withinMs, latest);
  }

  /** The relay was switched so, after `earlier` where that is given. */
  switched(
    wanted: Omit<RelaySwitching, 'atUs'>,
    withinMs?: number,
    earlier?: LogLine,
  ): Promise<LogLine> {
    const isIt = ({ event, relay, on }: LogLine) =>
      event === 'relay' && relay === wanted.relay && on === wanted.on;
    return this.logged(isIt, withinMs, earlier);
  }

  /** What the fake bank did, in this life and those before it. */
  relays(): RelaySwitching[] {
    const text = existsSync(this.relaysFile) ? readFileSync(this.relaysFile, 'utf8') : '';
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as RelaySwitching);
  }

  /** Its exit status, once it has ended by whatever. */
  get gone(): Promise<number | null> {
    return this.#exit;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** SIGTERM; resolves with the exit status. */
  async stop(): Promise<number | null> {
    this.#child.kill('SIGTERM');
    const late = setTimeout(() => this.#child.kill('SIGKILL'), 8_000);
    const status = await this.#exit;
    clearTimeout(late);
    return status;
  }
}
