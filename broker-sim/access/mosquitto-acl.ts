/** The access list as mosquitto's `acl_file`. What is not written in it, mosquitto forbids. */
import { commonName, type Principal } from './principal.ts';
import { grantsOf } from './topic-rules.ts';

const HEAD = `# Who may publish and hear what, made by \`loa-sim acl --mosquitto\`: change the list of boxes and head-ends instead.
# It needs, in mosquitto.conf:
#   cafile ca.pem                    the authority of the boxes' and head-ends' certificates
#   require_certificate true
#   use_identity_as_username true    the common name of the certificate is the user below
#   use_username_as_clientid true    so that nobody can cut off another by its client id
#   acl_file THIS FILE
#   max_packet_size 65536
#   set_tcp_nodelay true             a small packet waits 40 ms otherwise
`;

/** No patterns: whoever is not in the list has a certificate in vain. */
export const mosquittoAcl = (everybody: readonly Principal[]): string =>
  [HEAD, ...everybody.map((one) => stanza(one, everybody))].join('\n');

const stanza = (one: Principal, everybody: readonly Principal[]): string => {
  const { publish, hear } = grantsOf(one, everybody);
  const both = publish.filter((topic) => hear.includes(topic));
  return [
    `user ${commonName(one)}`,
    ...both.map((topic) => `topic readwrite ${topic}`),
    ...publish.filter((topic) => !both.includes(topic)).map((topic) => `topic write ${topic}`),
    ...hear.filter((topic) => !both.includes(topic)).map((topic) => `topic read ${topic}`),
    '',
  ].join('\n');
};
