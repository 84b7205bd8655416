/** What leaves the machine's sound card, as it leaves it: QEMU writes a WAV into a pipe whose end is here. It knows nothing of what is played. */
import { spawnSync } from 'node:child_process';
import { constants, openSync } from 'node:fs';
import { Socket } from 'node:net';
import { Changes } from '../../../../broker-sim/cluster/changes.ts';

const HEAD_BYTES = 44;
/** Left and right, 16 bit. */
const FRAME_BYTES = 4;
/** What is quieter is the noise of nothing. */
const LOUD = 200;
const KEPT_SAMPLES_MAX = 48_000 * 900;

export class Horn {
  readonly #socket: Socket;
  readonly #chunks: { readonly atMs: number; readonly samples: Int16Array }[] = [];
  readonly #noted = new Changes();
  #skip = HEAD_BYTES;
  #rest = Buffer.alloc(0);
  #kept = 0;

  /** Makes the pipe. @throws {Error} of the file system */
  constructor(path: string) {
    const { status, stderr } = spawnSync('mkfifo', [path], { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr.trim());
    // Open to write too: so it does not end before QEMU has begun.
    const fd = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
    this.#socket = new Socket({ fd, readable: true, writable: false });
    this.#socket.on('data', (bytes: Buffer) => this.#hear(bytes));
  }

  /** The left channel from that instant on, as far as it was played: 48 000 to each second in which the card was in use. */
  since(sinceMs: number): Int16Array {
    const chunks = this.#chunks.filter(({ atMs }) => atMs >= sinceMs);
    const all = new Int16Array(chunks.reduce((sum, { samples }) => sum + samples.length, 0));
    let at = 0;
    for (const { samples } of chunks) {
      all.set(samples, at);
      at += samples.length;
    }
    return all;
  }

  /** Resolves with the instant at which the first sound came out, at `sinceMs` or later; undefined at the deadline. */
  async loud(sinceMs: number, withinMs: number): Promise<number | undefined> {
    const find = (): number | undefined =>
      this.#chunks.find(
        ({ atMs, samples }) => atMs >= sinceMs && samples.some((one) => Math.abs(one) > LOUD),
      )?.atMs;
    await this.#noted.waitFor(() => find() !== undefined, withinMs);
    return find();
  }

  close(): void {
    this.#socket.destroy();
  }

  #hear(bytes: Buffer): void {
    const skipped = Math.min(this.#skip, bytes.length);
    this.#skip -= skipped;
    const all = Buffer.concat([this.#rest, bytes.subarray(skipped)]);
    const samples = new Int16Array(Math.floor(all.length / FRAME_BYTES));
    this.#rest = all.subarray(samples.length * FRAME_BYTES);
    for (let at = 0; at < samples.length; at++) samples[at] = all.readInt16LE(at * FRAME_BYTES);
    if (samples.length === 0 || this.#kept > KEPT_SAMPLES_MAX) return;
    this.#kept += samples.length;
    this.#chunks.push({ atMs: performance.now(), samples });
    this.#noted.note();
  }
}
