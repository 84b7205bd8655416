/** What the head-end tells the child that reads an RTSP feed, over IPC, so that no password stands in the child's argv. */

export interface RtspOrder {
  /** With user and password, where the feed wants them. */
  readonly url: string;
  readonly ffmpegOptions: Readonly<Record<string, string>>;
}

export const isRtspOrder = (value: unknown): value is RtspOrder =>
  typeof value === 'object' && value !== null && 'url' in value && 'ffmpegOptions' in value;
