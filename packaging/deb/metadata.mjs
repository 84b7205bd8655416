// What dpkg and its readers are told of the package: control, copyright, changelog.

/**
 * Whoever makes the package answers for it, as Debian's own tools have it. The project has no domain of its own, and takes nobody
 * else's: `.invalid` is nobody's for ever (RFC 2606).
 */
const { DEBFULLNAME: maker = 'The Loa authors', DEBEMAIL: address = 'maintainers@loa.invalid' } =
  process.env;
const MAINTAINER = `${maker} <${address}>`;

export const control = ({ version, machine, kib }) => `Package: loa-agent
Version: ${version}
Architecture: ${machine}
Maintainer: ${MAINTAINER}
Installed-Size: ${kib}
Pre-Depends: init-system-helpers (>= 1.54~)
Depends: adduser, libasound2t64 | libasound2, libc6 (>= 2.34), libgcc-s1, libopus0, libsqlite3-0, libstdc++6, nodejs (>= 20.10), openssl
Suggests: alsa-utils
Section: sound
Priority: optional
Description: agent of a commune's loudspeaker box
 Listens on the MQTT channel of its commune, believes only what is signed,
 plays Opus in step with every other box in earshot, and switches the
 amplifier around it. It runs as a service that is watched, restarted for
 ever, and followed by a program that switches the relays off.
`;

export const copyright = (
  licence,
) => `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: loa
Comment: The licences of the packages that are bundled into the program are in
 third-party-licences.gz beside this file.

Files: *
Copyright: the Loa authors
License: MIT

License: MIT
${licence
  .trim()
  .split('\n')
  .map((line) => (line === '' ? ' .' : ` ${line}`))
  .join('\n')}
`;

export const debianChangelog = (version, atS) => `loa-agent (${version}) unstable; urgency=medium

  * What changed is in CHANGELOG.md of the sources.

 -- ${MAINTAINER}  ${new Date(atS * 1_000).toUTCString().replace('GMT', '+0000')}
`;
