/** An RTSP feed (a camera's microphone, a studio's encoder), read by node-rtsp-stream in a child process of its own. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { LIVE_OUTPUT } from '../ffmpeg/ffmpeg-arguments.ts';
import { FfmpegProcess } from '../ffmpeg/ffmpeg-process.ts';
import { LiveFeed, type LiveFeedLimits } from '../live-feed.ts';
import type { OnTrouble, OpusSource } from '../opus-source.ts';
import type { RtspOrder } from './rtsp-order.ts';
import { withoutCredentials } from '../trouble-line.ts';

export interface RtspFeed {
  readonly url: string;
  /** `tcp` passes every firewall that lets RTSP itself through. */
  readonly transport: 'tcp' | 'udp';
}

const CHILD = fileURLToPath(new URL('./rtsp-child.js', import.meta.url));

/** Global options of ffmpeg may stand among those of output; options of input may not, and the package has no place for them. */
const OPTIONS = { '-nostats': '', '-hide_banner': '', '-loglevel': 'error', ...LIVE_OUTPUT };

export const openRtsp = (
  feed: RtspFeed,
  onTrouble: OnTrouble,
  limits?: LiveFeedLimits,
): OpusSource => {
  const order: RtspOrder = { url: withTransport(feed), ffmpegOptions: OPTIONS };
  return new LiveFeed(withoutCredentials(feed.url), () => startChild(order), onTrouble, limits);
};

/** ffmpeg takes the transport from the query, and cuts it out before it asks the server (libavformat/rtsp.c). */
export const withTransport = ({ url, transport }: RtspFeed): string =>
  `${url}${url.includes('?') ? '&' : '?'}${transport}`;

const startChild = (order: RtspOrder): FfmpegProcess => {
  const child = fork(CHILD, [], {
    // A group of its own: Ctrl-C at the terminal is for the head-end, which then ends this child in good order.
    detached: true,
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const feed = new FfmpegProcess(child);
  child.send(order, (error) => {
    if (error) feed.complain(error.message);
  });
  return feed;
};
