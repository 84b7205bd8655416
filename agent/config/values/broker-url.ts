/** The address of a broker: `mqtts://host[:port]` or `mqtt://host[:port]`, and nothing else in it. */
import { right, wrong, type Checker } from './checkers.ts';

export const brokerUrl: Checker<string> = {
  expected: 'mqtts://HOST or mqtts://HOST:PORT (mqtt:// only on this machine)',
  read: (value) => {
    const url = typeof value === 'string' ? parsed(value) : undefined;
    if (!url || !['mqtts:', 'mqtt:'].includes(url.protocol) || url.hostname === '') return wrong();
    if (url.username !== '' || url.password !== '') {
      return wrong({
        vi: 'địa chỉ có tên hoặc mật khẩu: chúng thuộc về broker.username và broker.password_file',
        en: 'a user name or password in the URL: they belong in broker.username and broker.password_file',
      });
    }
    const beyondHost = `${url.pathname.replace(/^\/$/, '')}${url.search}${url.hash}`;
    if (beyondHost !== '') {
      const shown = beyondHost.slice(0, 40);
      return wrong({ vi: `"${shown}" sau tên máy`, en: `"${shown}" after the host` });
    }
    return right(`${url.protocol}//${url.host}`);
  },
};

/** Whether what travels there can be read by others: no TLS, and not within this machine. */
export const isPlaintextAbroad = (url: string): boolean => {
  const { protocol, hostname } = new URL(url);
  return protocol === 'mqtt:' && !isLoopback(hostname);
};

export const isTls = (url: string): boolean => url.startsWith('mqtts:');

const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);

const parsed = (text: string): URL | undefined => {
  try {
    return new URL(text);
  } catch {
    // Not a URL: the checker says what is expected.
    return undefined;
  }
};
