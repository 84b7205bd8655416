/** A program that listens to an RTSP feed and says `frame` at each: there to be killed without warning. */
import { openRtsp } from '../../../broker-sim/source/rtsp/rtsp.ts';

const url = process.argv[2];
if (url === undefined) throw new Error('which feed?');
const source = openRtsp({ url, transport: 'tcp' }, ({ line }) => console.log(line));
for (;;) console.log((await source.next()).is);
