/** A microphone or the line input of this machine, through ffmpeg's ALSA input. */
import { captureArguments } from './ffmpeg-arguments.ts';
import { FfmpegProcess } from './ffmpeg-process.ts';
import { LiveFeed, type LiveFeedLimits } from '../live-feed.ts';
import type { OnTrouble, OpusSource } from '../opus-source.ts';

/** `device` is an ALSA name, such as `default` or `hw:1`. */
export const openCapture = (
  device: string,
  onTrouble: OnTrouble,
  limits?: LiveFeedLimits,
): OpusSource =>
  new LiveFeed(
    `sound input ${device}`,
    () => FfmpegProcess.start(captureArguments(device)),
    onTrouble,
    limits,
  );
