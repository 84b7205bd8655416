/** A real browser for the tests of the report: the Chromium of the machine, driven by playwright-core. It downloads none. */
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  (path) => existsSync(path),
);

/** Why the tests in a browser are left out, in words; false where there is one. */
export const noBrowser: string | false =
  CHROMIUM === undefined ? 'no Chromium on this machine: apt install chromium' : false;

export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({
    ...(CHROMIUM === undefined ? {} : { executablePath: CHROMIUM }),
    // Chromium refuses its own sandbox as root.
    chromiumSandbox: process.getuid?.() !== 0,
    args: [
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--mute-audio',
    ],
  });

/** A page, and everything about it that a reader should never meet. */
export interface WatchedPage {
  readonly page: Page;
  /** Errors and warnings of the console, and exceptions of the page. */
  readonly complaints: readonly string[];
  readonly requests: readonly string[];
}

export const openReport = async (
  browser: Browser,
  file: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> => {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...options });
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(pathToFileURL(file).href);
  return { page, complaints, requests };
};

/** Polls until `isSo`, for things of the page that announce themselves by no event. */
export const eventually = async (isSo: () => Promise<boolean>, what: string): Promise<void> => {
  const deadlineMs = performance.now() + 10_000;
  while (!(await isSo())) {
    if (performance.now() > deadlineMs) throw new Error(`not within 10 s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};
