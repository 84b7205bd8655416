/** Shows a village while a bulletin is played to it: one line a box, drawn again four times a second. Decides nothing. */
import type { BroadcastProgress } from '../head-end/broadcast/broadcast.ts';
import { FRAME_US, US_PER_S } from '../../agent/core/vocabulary.ts';
import { HEARTBEAT_S } from './box/box-config.ts';
import type { BoxProcess } from './box/box-process.ts';
import { liveLine, type BoxView } from './screen/live-line.ts';
import type { LiveScreen } from './screen/live-screen.ts';
import { lastLogLine } from './box/log-tail.ts';
import type { Village } from './village.ts';

const DRAW_EVERY_MS = HEARTBEAT_S * 1_000;

const PHASE_WORDS: Readonly<Record<BroadcastProgress['phase'], string>> = {
  announced: 'announced',
  speaking: 'on air',
  draining: 'all sent',
  over: 'over',
};

export class VillageWatch {
  readonly #village: Village;
  readonly #screen: LiveScreen;
  readonly #timer: NodeJS.Timeout;
  #announcementId: string | undefined;
  #progress: BroadcastProgress | undefined;
  #drawnNews = '';
  #isAloudTold = false;

  constructor(village: Village, screen: LiveScreen) {
    this.#village = village;
    this.#screen = screen;
    this.#timer = setInterval(() => {
      this.#draw();
    }, DRAW_EVERY_MS);
  }

  announced(announcementId: string): void {
    this.#announcementId = announcementId;
  }

  progressed(progress: BroadcastProgress): void {
    this.#progress = progress;
  }

  end(): void {
    clearInterval(this.#timer);
    if (this.#progress !== undefined) this.#draw();
    this.#screen.end();
  }

  #draw(): void {
    const { boxes, aloudBox } = this.#village;
    const views = (aloudBox === undefined ? boxes : [...boxes, aloudBox]).map((box) =>
      this.#viewOf(box),
    );
    // What is worth a line where lines are not drawn in place: a phase, a box that came, went, or ended.
    const news = [this.#progress?.phase, ...views.map(({ hasDied, link }) => `${hasDied} ${link}`)];
    const isNews = news.join() !== this.#drawnNews;
    this.#drawnNews = news.join();
    this.#screen.show([this.#headLine(), ...views.map(liveLine)], isNews);
    this.#tellWhyNotAloud();
  }

  #headLine(): string {
    if (this.#progress === undefined) return 'Head-end: opening the recording';
    const { phase, framesSent, framesDropped } = this.#progress;
    const sentS = ((framesSent * FRAME_US) / US_PER_S).toFixed(1);
    const dropped = framesDropped === 0 ? '' : `, ${framesDropped} frames not sent in time`;
    return `Head-end: ${PHASE_WORDS[phase]}, ${sentS} s sent${dropped}`;
  }

  #viewOf({ id, end }: BoxProcess): BoxView {
    const diary = this.#village.ear.diary(id);
    return {
      id,
      hasDied: end !== undefined && !end.wasTold,
      link: diary.state,
      telemetry: diary.latest,
      played: this.#announcementId === undefined ? undefined : diary.playedOf(this.#announcementId),
    };
  }

  #tellWhyNotAloud(): void {
    const { aloudBox, ear } = this.#village;
    if (aloudBox === undefined || this.#isAloudTold) return;
    const hasFailed = (ear.diary(aloudBox.id).latest?.sink.failures ?? 0) > 0;
    if (!hasFailed && aloudBox.end === undefined) return;
    this.#isAloudTold = true;
    void lastLogLine(aloudBox.files.logFile, (event) => event === 'sink.failed').then((said) => {
      this.#screen.note(`Nothing can be heard aloud here: ${said || aloudBox.files.logFile}`);
    });
  }
}
