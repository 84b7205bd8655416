/**
 * One run of the child that plays: started, fed, watched and ended. Owns the process and what is known of its end; knows
 * nothing of time or of how much ought to be sent.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { DeviceError } from '../../ports.ts';
import type { PlayMessage, SpeakerMessage } from './speaker-message.ts';

const CHILD = fileURLToPath(new URL('./speaker-child.js', import.meta.url));
/** A card that somebody else holds makes the child wait, for as long as they hold it. */
const OPEN_WITHIN_MS = 5_000;
const STDERR_CHARS_MAX = 2_000;

export class SpeakerProcess {
  readonly #child: ChildProcess;
  #failure: DeviceError | undefined;
  #acceptedSamples = 0;
  #stderr = '';
  #settle: ((failure: DeviceError | undefined) => void) | undefined;

  private constructor() {
    this.#child = fork(CHILD, [], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      serialization: 'advanced',
      execArgv: [],
    });
    this.#child.on('message', (message) => this.#hear(message as SpeakerMessage));
    this.#child.on('error', (error) => this.#fail(this.#explain(error.message)));
    this.#child.on('close', (code, signal) => {
      this.#fail(this.#explain(signal ?? `exit status ${String(code)}`));
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(0, STDERR_CHARS_MAX);
    });
  }

  /** @throws {DeviceError} where there is no card, no package, or no answer. */
  static async start(): Promise<SpeakerProcess> {
    const started = new SpeakerProcess();
    const failure = await started.#opened();
    if (failure === undefined) return started;
    await started.end();
    throw failure;
  }

  get failure(): DeviceError | undefined {
    return this.#failure;
  }

  /** Samples of what was sent that the card has taken, as far as the child has said. */
  get acceptedSamples(): number {
    return this.#acceptedSamples;
  }

  /** The caller bounds what it sends beyond `acceptedSamples`, and does not use the array again. */
  send(message: PlayMessage): void {
    if (this.#failure !== undefined) return;
    // A channel that breaks says nothing that the end of the process does not say.
    this.#child.send(message, () => undefined);
  }

  /** At once; what the card holds is dropped with the process. Idempotent. */
  async end(): Promise<void> {
    const { exitCode, signalCode } = this.#child;
    if (exitCode !== null || signalCode !== null || this.#child.pid === undefined) return;
    const closed = new Promise((resolve) => this.#child.once('close', resolve));
    this.#child.kill('SIGKILL');
    await closed;
  }

  #opened(): Promise<DeviceError | undefined> {
    return new Promise((resolve) => {
      const late = setTimeout(() => {
        this.#fail(
          new DeviceError(
            `the sound card did not open within ${OPEN_WITHIN_MS / 1_000} s: another program holds it`,
            'end that program, or choose another sink',
          ),
        );
      }, OPEN_WITHIN_MS);
      this.#settle = (failure) => {
        clearTimeout(late);
        this.#settle = undefined;
        resolve(failure);
      };
    });
  }

  #hear(message: SpeakerMessage): void {
    switch (message.says) {
      case 'opened':
        this.#settle?.(undefined);
        break;
      case 'accepted':
        this.#acceptedSamples = message.samples;
        break;
      case 'failed':
        this.#fail(
          message.cause === 'absent' ? absent(message.detail) : this.#explain(message.detail),
        );
        break;
    }
  }

  #fail(failure: DeviceError): void {
    this.#failure ??= failure;
    this.#settle?.(this.#failure);
  }

  #explain(end: string): DeviceError {
    // Without a default PCM the package goes on with a null pointer and is aborted: that is its way to say so.
    if (/cannot open device|Failed to open/.test(`${this.#stderr}${end}`)) {
      return new DeviceError(
        'there is no sound card to play on (ALSA has no default device)',
        'connect one and see that `aplay -l` lists it, or choose another sink',
      );
    }
    const said = this.#stderr.trim().split('\n').at(-1) ?? '';
    const because = said === '' ? end : `${end}: ${said}`;
    return new DeviceError(
      `the process that plays aloud ended (${because})`,
      'see that the sound card is connected, or choose another sink',
    );
  }
}

const absent = (detail: string): DeviceError =>
  new DeviceError(
    `the optional package \`speaker\` is not built, so nothing can be played aloud (${detail.split('\n')[0] ?? ''})`,
    'install build-essential, python3 and libasound2-dev, then install the packages again (make speaker)',
  );
