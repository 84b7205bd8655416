/** A process that records a tone until it is killed: `node sink-wav-writer.js FILE`. Says `recording` once it does. */
import { MonotonicClock } from '../../../hw/clock/monotonic.ts';
import { wavCard } from '../../../hw/audio/wav/wav-card.ts';

const RECORDED_FIRST_US = 500_000;

const clock = new MonotonicClock();
const card = wavCard({ file: process.argv[2] ?? '', clock });
const tone = (samples: number): Int16Array =>
  Int16Array.from({ length: samples }, (_, at) => 8_000 * Math.sin(at / 10));

await card.open();
const startUs = clock.nowUs();
let said = false;
setInterval(() => {
  card.write(tone(card.status().roomSamples));
  if (!said && clock.nowUs() > startUs + RECORDED_FIRST_US) {
    said = true;
    console.log('recording');
  }
}, 20);
