/** The one part of node-rtsp-stream 0.0.9 that is used: it starts ffmpeg and passes on what ffmpeg writes. */
declare module 'node-rtsp-stream/mpeg1muxer.js' {
  import type { ChildProcessWithoutNullStreams } from 'node:child_process';
  import { EventEmitter } from 'node:events';

  interface Mpeg1MuxerOptions {
    url: string;
    ffmpegPath: string;
    /** Put after `-i URL -f mpegts -codec:v mpeg1video`: for ffmpeg the later option counts. */
    ffmpegOptions: Readonly<Record<string, string>>;
  }

  class Mpeg1Muxer extends EventEmitter<{
    mpeg1data: [Buffer];
    ffmpegStderr: [Buffer];
    exitWithError: [];
  }> {
    constructor(options: Mpeg1MuxerOptions);
    /** ffmpeg itself. Its `error` has no listener: without one of ours a missing ffmpeg ends the process. */
    readonly stream: ChildProcessWithoutNullStreams;
  }

  export default Mpeg1Muxer;
}
