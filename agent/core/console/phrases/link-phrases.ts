/** What is wrong with the way to the broker, and what to do about it, for each kind. */
import type { LinkCause } from '../../report/link-cause.ts';
import type { Say } from './language.ts';

export interface Trouble {
  readonly what: Say;
  readonly remedy: Say;
}

const CHECK_CABLE: Say = {
  vi: 'Xem dây mạng, SIM 4G hoặc Wi-Fi; gõ: network',
  en: 'Check cable, 4G SIM or Wi-Fi; type: network',
};
const CALL_CENTRE: Say = {
  vi: 'Báo trung tâm: không tự sửa được tại cột loa',
  en: 'Tell the centre: it cannot be mended at the pole',
};

export const LINK_TROUBLES: Readonly<Record<LinkCause, Trouble>> = {
  'no-route': {
    what: { vi: 'không có đường ra mạng', en: 'no route to the network' },
    remedy: CHECK_CABLE,
  },
  'name-unknown': {
    what: { vi: 'DNS không biết tên máy chủ', en: 'DNS does not know the name of the broker' },
    remedy: {
      vi: 'Xem lại broker.url và máy chủ DNS; gõ: config show broker.url',
      en: 'Check broker.url and the DNS server; type: config show broker.url',
    },
  },
  'name-server': {
    what: { vi: 'máy chủ DNS không trả lời', en: 'the DNS server does not answer' },
    remedy: {
      vi: 'Xem mạng và máy chủ DNS của bộ phát (router)',
      en: 'Check the network and the DNS server of the router',
    },
  },
  refused: {
    what: { vi: 'máy chủ từ chối: không ai nghe ở cổng đó', en: 'refused: nobody listens there' },
    remedy: {
      vi: 'Báo trung tâm xem máy chủ có chạy không, cổng có đúng không',
      en: 'Ask the centre whether the broker runs and the port is right',
    },
  },
  timeout: {
    what: { vi: 'máy chủ không trả lời', en: 'the broker does not answer' },
    remedy: {
      vi: 'Xem sóng 4G và tường lửa; gõ: network',
      en: 'Check the 4G signal and the firewall; type: network',
    },
  },
  closed: {
    what: { vi: 'máy chủ cắt kết nối', en: 'the broker closed the connection' },
    remedy: {
      vi: 'Loa tự nối lại. Nếu cứ lặp lại, báo trung tâm',
      en: 'The box connects again by itself. If it goes on, tell the centre',
    },
  },
  'not-tls': {
    what: { vi: 'đầu kia không nói TLS', en: 'the other end does not speak TLS' },
    remedy: {
      vi: 'Xem lại cổng trong broker.url (mqtts thường là 8883)',
      en: 'Check the port in broker.url (mqtts is usually 8883)',
    },
  },
  'certificate-authority': {
    what: {
      vi: 'chứng thư máy chủ không do CA của ta cấp',
      en: 'the certificate of the broker is not from our authority',
    },
    remedy: {
      vi: 'KHÔNG bỏ qua: có thể là máy chủ giả. Báo trung tâm; xem broker.ca_file',
      en: 'Do NOT work around it: it may be an impostor. Tell the centre; see broker.ca_file',
    },
  },
  'certificate-name': {
    what: {
      vi: 'chứng thư máy chủ mang tên khác',
      en: 'the certificate of the broker bears another name',
    },
    remedy: {
      vi: 'So tên trong broker.url với chứng thư; báo trung tâm',
      en: 'Compare the name in broker.url with the certificate; tell the centre',
    },
  },
  'certificate-expired': {
    what: { vi: 'chứng thư máy chủ hết hạn', en: 'the certificate of the broker has expired' },
    remedy: {
      vi: 'Xem giờ của loa có đúng không (gõ: time); nếu đúng, báo trung tâm',
      en: 'See whether the box has the right time (type: time); if so, tell the centre',
    },
  },
  'certificate-early': {
    what: {
      vi: 'chứng thư máy chủ chưa có hiệu lực',
      en: 'the certificate of the broker is not valid yet',
    },
    remedy: {
      vi: 'Giờ của loa sai, chậm so với thật: xem máy chủ giờ (gõ: time)',
      en: 'The clock of the box is behind: check the time server (type: time)',
    },
  },
  'own-certificate': {
    what: {
      vi: 'máy chủ không nhận chứng thư của loa này',
      en: 'the broker does not take the certificate of this box',
    },
    remedy: {
      vi: 'Báo trung tâm: loa cần được cấp lại chứng thư (broker.cert_file)',
      en: 'Tell the centre: the box needs a new certificate (broker.cert_file)',
    },
  },
  login: {
    what: { vi: 'sai tên hoặc mật khẩu máy chủ', en: 'wrong user name or password at the broker' },
    remedy: {
      vi: 'Cấp lại mật khẩu của loa này (broker.username, broker.password_file)',
      en: 'Give this box its password anew (broker.username, broker.password_file)',
    },
  },
  'not-allowed': {
    what: { vi: 'máy chủ không cho loa này vào', en: 'the broker does not let this box in' },
    remedy: CALL_CENTRE,
  },
  other: {
    what: { vi: 'không nối được máy chủ', en: 'no connection to the broker' },
    remedy: {
      vi: 'Gõ: why để dò từng chặng, log để xem nguyên văn lỗi',
      en: 'Type: why to walk the way, log to see the error itself',
    },
  },
};
