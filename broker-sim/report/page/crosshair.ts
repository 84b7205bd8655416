/**
 * The page's own script: one crosshair across all lanes, with what each lane was at that moment, and a playhead while a
 * box's WAV is listened to. The page says everything that matters without it.
 */
import type { CursorData, CursorSeries } from './cursor-data.ts';

const data = JSON.parse(
  document.getElementById('cursor-data')?.textContent ?? 'null',
) as CursorData;
const timeline = document.querySelector<HTMLElement>('.timeline');
const flag = document.querySelector<HTMLElement>('.cursor-flag');
const spanS = data.toS - data.fromS;

const signed = (value: number, digits: number): string =>
  `${value < 0 ? '\u2212' : '+'}${Math.abs(value).toFixed(digits)}`;

/** The last index whose instant is not after `atS`; -1 where all are. */
const indexAt = (instants: readonly number[], atS: number): number => {
  let low = 0;
  let high = instants.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((instants[middle] ?? 0) <= atS) low = middle + 1;
    else high = middle;
  }
  return low - 1;
};

const textAt = (series: CursorSeries, atS: number): string => {
  const text = series.text[indexAt(series.atS, atS)];
  return text === undefined ? '\u2013' : (data.texts[text] ?? '\u2013');
};

let cursorS: number | null = null;

const showCursor = (atS: number | null): void => {
  cursorS = atS === null ? null : Math.min(data.toS, Math.max(data.fromS, atS));
  timeline?.classList.toggle('has-cursor', cursorS !== null);
  for (const series of data.series) {
    const readout = document.getElementById(series.readout);
    if (readout === null) continue;
    readout.textContent =
      cursorS === null ? (readout.dataset['summary'] ?? '') : textAt(series, cursorS);
  }
  if (cursorS === null || timeline === null || flag === null) return;
  const utc = new Date(data.startUtcMs + cursorS * 1_000).toISOString().slice(11, 23);
  timeline.style.setProperty('--cursor', String((cursorS - data.fromS) / spanS));
  flag.textContent = `${signed(cursorS, 2)} s \u00b7 ${utc} UTC`;
};

const followPointer = (event: PointerEvent): void => {
  const plot = timeline?.querySelector('.axis .plot')?.getBoundingClientRect();
  if (plot === undefined || plot.width === 0) return;
  const share = (event.clientX - plot.left) / plot.width;
  if (share >= 0 && share <= 1) showCursor(data.fromS + share * spanS);
};

timeline?.addEventListener('pointermove', followPointer);
timeline?.addEventListener('pointerdown', followPointer);
timeline?.addEventListener('pointerleave', (event) => {
  if (event.pointerType === 'mouse') showCursor(null);
});
timeline?.addEventListener('keydown', (event) => {
  const stepS = (event.shiftKey ? 1 : 0.1) * (event.key === 'ArrowLeft' ? -1 : 1);
  if (event.key === 'Escape') showCursor(null);
  if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
  event.preventDefault();
  showCursor((cursorS ?? 0) + stepS);
});

let playing: { readonly audio: HTMLAudioElement; readonly link: HTMLAnchorElement } | null = null;

const stopListening = (): void => {
  playing?.audio.pause();
  playing?.link.classList.remove('is-playing');
  playing = null;
  showCursor(null);
};

for (const link of document.querySelectorAll<HTMLAnchorElement>('a.listen')) {
  link.addEventListener('click', (event) => {
    event.preventDefault();
    const isThis = playing?.link === link;
    stopListening();
    if (!isThis) listen(link);
  });
}

/** Plays the WAV that lies beside the report; where it does not, the browser is sent to it and says so itself. */
const listen = (link: HTMLAnchorElement): void => {
  const audio = new Audio(link.href);
  const places = data.wavs[link.id] ?? [];
  playing = { audio, link };
  link.classList.add('is-playing');
  const follow = (): void => {
    if (playing?.audio !== audio) return;
    const place =
      places[
        indexAt(
          places.map((each) => each.wavS),
          audio.currentTime,
        )
      ];
    if (place !== undefined) showCursor(place.atS + audio.currentTime - place.wavS);
    requestAnimationFrame(follow);
  };
  audio.addEventListener('ended', stopListening);
  audio.play().then(follow, () => {
    stopListening();
    location.href = link.href;
  });
};

const closeUp = document.querySelector<HTMLElement>('.close-up');

const showSample = (event: PointerEvent): void => {
  const view = data.closeUp;
  const plot = closeUp?.querySelector('.plot')?.getBoundingClientRect();
  const readout = closeUp?.querySelector('.close-up-readout');
  if (view === null || closeUp === null || plot === undefined || !readout) return;
  const column = Math.round(((event.clientX - plot.left) / plot.width) * view.columns - 0.5);
  if (column < 0 || column >= view.columns) return;
  closeUp.classList.add('has-cursor');
  closeUp.style.setProperty('--cursor', String((column + 0.5) / view.columns));
  const values = view.boxes.map((box) => {
    const sample = box.samples[column];
    return `${box.id} ${typeof sample === 'number' ? signed(sample, 0) : '\u2013'}`;
  });
  const atMs = (view.fromS + column * view.stepS) * 1_000;
  readout.textContent = `${signed(atMs, 3)} ms: ${values.join(' \u00b7 ')}`;
};

closeUp?.addEventListener('pointermove', showSample);
closeUp?.addEventListener('pointerdown', showSample);
