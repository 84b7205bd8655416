/**
 * What a card played, on its way to the disk: gathers samples into batches and writes them behind the card's back, so
 * that the event loop never waits for the disk. Owns the bound on what may wait; knows nothing of time.
 */
import { endianness } from 'node:os';
import { DeviceError } from '../../ports.ts';
import { SAMPLES_PER_S } from '../paced-buffer.ts';
import type { WavFile } from './wav-file.ts';
import { BYTES_PER_SAMPLE, WAV_SAMPLES_MAX } from './wav-header.ts';

/** A tenth of a second: as much as a killed process may lose, disk willing. */
export const BATCH_SAMPLES = SAMPLES_PER_S / 10;

export interface RecordingLimits {
  /** Batches that may wait for the disk. Overflow policy: the recording fails; a part of the middle is never dropped. */
  readonly backlogBatchesMax: number;
  /** Samples of one file, gaps included. */
  readonly samplesMax: number;
}

export const RECORDING_LIMITS: RecordingLimits = {
  backlogBatchesMax: 100,
  samplesMax: WAV_SAMPLES_MAX,
};

type Job =
  | { readonly kind: 'sound'; readonly pcm: Buffer }
  | { readonly kind: 'silence'; readonly samples: number }
  | { readonly kind: 'line'; readonly line: string };

export class WavRecording {
  readonly #file: WavFile;
  readonly #limits: RecordingLimits;
  #failure: DeviceError | undefined;
  #samples = 0;
  #batch = Buffer.alloc(BATCH_SAMPLES * BYTES_PER_SAMPLE);
  #batchBytes = 0;
  #jobs: Job[] = [];
  #writing: Promise<void> | undefined;

  constructor(file: WavFile, limits: RecordingLimits = RECORDING_LIMITS) {
    this.#file = file;
    this.#limits = limits;
  }

  /** Position in the file of the next sample handed in. */
  get samples(): number {
    return this.#samples;
  }

  /** Why nothing more is recorded. Stays until the next `open`. */
  get failure(): DeviceError | undefined {
    return this.#failure;
  }

  /** @throws {DeviceError} where the file cannot be had. */
  async open(): Promise<void> {
    await this.#file.open();
    this.#failure = undefined;
    this.#samples = this.#file.samples;
  }

  sound(pcm: Int16Array): void {
    const bytes = Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength);
    this.#grow(pcm.length);
    for (let done = 0; done < bytes.length && this.#failure === undefined;) {
      const copied = bytes.copy(this.#batch, this.#batchBytes, done);
      this.#batchBytes += copied;
      done += copied;
      if (this.#batchBytes === this.#batch.length) this.#endBatch();
    }
  }

  silence(samples: number): void {
    const bytes = samples * BYTES_PER_SAMPLE;
    this.#grow(samples);
    if (this.#batchBytes + bytes < this.#batch.length) {
      this.#batch.fill(0, this.#batchBytes, this.#batchBytes + bytes);
      this.#batchBytes += bytes;
    } else {
      this.#endBatch();
      this.#push({ kind: 'silence', samples });
    }
  }

  /** Adds a line to the sidecar, after everything handed in before it. */
  line(record: Readonly<Record<string, number>>): void {
    this.#endBatch();
    this.#push({ kind: 'line', line: JSON.stringify(record) });
  }

  /** Writes what waits. Never rejects: `failure` tells. */
  async close(): Promise<void> {
    this.#endBatch();
    await this.#writing;
    try {
      await this.#file.close();
    } catch (error) {
      this.#fail(this.#file.failure(error));
    }
  }

  #grow(samples: number): void {
    this.#samples += samples;
    if (this.#samples <= this.#limits.samplesMax) return;
    const message = `cannot record to ${this.#file.path}: a WAV file cannot be longer`;
    this.#fail(new DeviceError(message, 'restart the agent to begin it anew'));
  }

  #endBatch(): void {
    if (this.#batchBytes === 0) return;
    const pcm = this.#batch.subarray(0, this.#batchBytes);
    if (endianness() === 'BE') pcm.swap16();
    this.#batch = Buffer.alloc(this.#batch.length);
    this.#batchBytes = 0;
    this.#push({ kind: 'sound', pcm });
  }

  #push(job: Job): void {
    if (this.#failure !== undefined) return;
    if (this.#jobs.length >= this.#limits.backlogBatchesMax) {
      const message = `cannot record to ${this.#file.path}: the disk does not keep up`;
      this.#fail(new DeviceError(message, 'choose a file on a faster disk'));
      return;
    }
    this.#jobs.push(job);
    this.#writing ??= this.#writeAll();
  }

  async #writeAll(): Promise<void> {
    try {
      for (let job = this.#jobs[0]; job !== undefined; job = this.#jobs[0]) {
        await this.#perform(job);
        this.#jobs.shift();
      }
    } catch (error) {
      this.#fail(this.#file.failure(error));
    }
    this.#writing = undefined;
  }

  #perform(job: Job): Promise<void> {
    switch (job.kind) {
      case 'sound':
        return this.#file.appendSound(job.pcm);
      case 'silence':
        return this.#file.appendSilence(job.samples);
      case 'line':
        return this.#file.appendLine(job.line);
    }
  }

  #fail(failure: DeviceError): void {
    this.#failure ??= failure;
    this.#jobs = [];
    this.#batchBytes = 0;
  }
}
