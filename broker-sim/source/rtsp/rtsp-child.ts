/**
 * The program of the child process in which node-rtsp-stream runs ffmpeg. Takes one order over IPC, passes Ogg Opus to its
 * standard output, and ends with its ffmpeg, with its parent, or when it is told to. It decides nothing and retries nothing.
 *
 * Why a child: the package lets the process crash where ffmpeg is missing, and prints to the console by itself.
 */
import Mpeg1Muxer from 'node-rtsp-stream/mpeg1muxer.js';
import { isRtspOrder, type RtspOrder } from './rtsp-order.ts';

const ORDER_PATIENCE_MS = 5_000;
const FFMPEG_PATIENCE_MS = 800;

const play = (order: RtspOrder): void => {
  const muxer = new Mpeg1Muxer({ ...order, ffmpegPath: 'ffmpeg' });
  const ffmpeg = muxer.stream;
  muxer.on('mpeg1data', (bytes) => {
    if (process.stdout.write(bytes)) return;
    ffmpeg.stdout.pause();
    process.stdout.once('drain', () => ffmpeg.stdout.resume());
  });
  muxer.on('ffmpegStderr', (text) => process.stderr.write(text));
  ffmpeg.once('error', (error: NodeJS.ErrnoException) => {
    if (ffmpeg.pid !== undefined) return;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
    process.disconnect();
  });
  ffmpeg.once('close', (code) => {
    process.exitCode = code === 0 ? 0 : 1;
    if (process.connected) process.disconnect();
  });

  const endFfmpeg = (): void => {
    ffmpeg.kill('SIGTERM');
    setTimeout(() => ffmpeg.kill('SIGKILL'), FFMPEG_PATIENCE_MS).unref();
  };
  process.once('SIGTERM', endFfmpeg);
  process.once('disconnect', endFfmpeg);
  // The parent reads no longer: there is nobody to play for.
  process.stdout.on('error', endFfmpeg);
  process.stderr.on('error', endFfmpeg);
};

const orderTimer = setTimeout(() => process.exit(1), ORDER_PATIENCE_MS);
process.once('message', (order: unknown) => {
  clearTimeout(orderTimer);
  if (isRtspOrder(order)) play(order);
  else process.exit(1);
});
