/** From what a person names, a path or a URL, to the source it stands for. */
import { openCapture } from './ffmpeg/capture.ts';
import { FileFeed } from './file-feed.ts';
import type { OnTrouble, OpusSource } from './opus-source.ts';
import { Recording } from './recording.ts';
import { openRtsp, type RtspFeed } from './rtsp/rtsp.ts';
import { basename } from 'node:path';

/**
 * `rtsp://…` is a feed, `mic:` or `mic:hw:1` a sound input (ALSA), anything else a file. Nothing is opened or started before
 * the first `next`; what goes wrong then is told through `onTrouble`.
 */
export const openSource = (
  name: string,
  onTrouble: OnTrouble,
  rtspTransport: RtspFeed['transport'] = 'tcp',
): OpusSource => {
  if (/^rtsps?:\/\//i.test(name)) {
    return openRtsp({ url: name, transport: rtspTransport }, onTrouble);
  }
  if (name.startsWith('mic:'))
    return openCapture(name.slice('mic:'.length) || 'default', onTrouble);
  return openRecording(name, onTrouble);
};

export const openRecording = (path: string, onTrouble: OnTrouble): OpusSource =>
  new Recording(basename(path), new FileFeed(path), onTrouble);
