/**
 * A WAV file and its sidecar of JSON lines as they stand on the disk. Owns the handles, the order and what is known to
 * be written; knows nothing of time, of backlogs or of cards. One call at a time.
 *
 * The header is made true again after every growth, and never promises more than was written: a process killed at any
 * moment leaves a file that every player opens.
 */
import { open, stat, type FileHandle } from 'node:fs/promises';
import { DeviceError } from '../../ports.ts';
import { fileFailure } from '../../file-failure.ts';
import { BYTES_PER_SAMPLE, WAV_HEADER_BYTES, wavHeader } from './wav-header.ts';

interface Files {
  readonly wav: FileHandle;
  readonly sidecar: FileHandle;
}

export class WavFile {
  readonly path: string;
  readonly sidecarPath: string;
  #files: Files | undefined;
  #begun = false;
  #samples = 0;
  #sidecarBytes = 0;

  constructor(path: string) {
    this.path = path;
    this.sidecarPath = `${path}.segments.jsonl`;
  }

  /** Samples that the file holds. */
  get samples(): number {
    return this.#samples;
  }

  /**
   * Begins both files anew the first time, and goes on in them later.
   * @throws {DeviceError} where they cannot be had.
   */
  async open(): Promise<void> {
    try {
      this.#files = this.#begun ? await this.#goOn() : await this.#beginAnew();
    } catch (error) {
      throw this.failure(error);
    }
    this.#begun = true;
  }

  /** @param pcm little endian */
  async appendSound(pcm: Buffer): Promise<void> {
    const { wav } = this.#opened();
    await writeAll(wav, pcm, this.#endBytes());
    this.#samples += pcm.length / BYTES_PER_SAMPLE;
    await writeAll(wav, wavHeader(this.#samples), 0);
  }

  /** Leaves a hole in the file, which reads as zeros: an hour of silence costs nothing. */
  async appendSilence(samples: number): Promise<void> {
    const { wav } = this.#opened();
    await wav.truncate(this.#endBytes() + samples * BYTES_PER_SAMPLE);
    this.#samples += samples;
    await writeAll(wav, wavHeader(this.#samples), 0);
  }

  async appendLine(line: string): Promise<void> {
    const bytes = Buffer.from(`${line}\n`);
    await writeAll(this.#opened().sidecar, bytes, this.#sidecarBytes);
    this.#sidecarBytes += bytes.length;
  }

  /** Cuts what a write that broke off left behind. Idempotent. */
  async close(): Promise<void> {
    const files = this.#files;
    if (files === undefined) return;
    this.#files = undefined;
    try {
      await files.wav.truncate(this.#endBytes());
      await files.sidecar.truncate(this.#sidecarBytes);
    } finally {
      await Promise.all([files.wav.close(), files.sidecar.close()]);
    }
  }

  /** What went wrong with this file, in words for its owner. */
  failure(error: unknown): DeviceError {
    return error instanceof DeviceError ? error : fileFailure('cannot record to', this.path, error);
  }

  async #beginAnew(): Promise<Files> {
    await this.#refuseDevices();
    const files = await openBoth(this.path, this.sidecarPath, 'w');
    this.#samples = 0;
    this.#sidecarBytes = 0;
    try {
      await writeAll(files.wav, wavHeader(0), 0);
    } catch (error) {
      await Promise.all([files.wav.close(), files.sidecar.close()]);
      throw error;
    }
    return files;
  }

  async #goOn(): Promise<Files> {
    try {
      return await openBoth(this.path, this.sidecarPath, 'r+');
    } catch (error) {
      // Somebody took the recording away between two openings: it begins anew.
      if (isMissing(error)) return this.#beginAnew();
      throw error;
    }
  }

  /** A pipe would block, and a device would swallow what this class writes twice. */
  async #refuseDevices(): Promise<void> {
    try {
      if ((await stat(this.path)).isFile()) return;
    } catch (error) {
      if (isMissing(error)) return;
      throw error;
    }
    const message = `cannot record to ${this.path}: it is not a regular file`;
    throw new DeviceError(message, 'name a regular file');
  }

  #endBytes(): number {
    return WAV_HEADER_BYTES + this.#samples * BYTES_PER_SAMPLE;
  }

  #opened(): Files {
    if (this.#files === undefined) throw new Error('the WAV file is not open');
    return this.#files;
  }
}

const openBoth = async (wavPath: string, sidecarPath: string, flags: string): Promise<Files> => {
  const wav = await open(wavPath, flags);
  try {
    return { wav, sidecar: await open(sidecarPath, flags) };
  } catch (error) {
    await wav.close();
    throw error;
  }
};

/** A write may be short: the disk filled up in the middle of it, and says so only at the next. */
const writeAll = async (handle: FileHandle, bytes: Buffer, position: number): Promise<void> => {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
};

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';
