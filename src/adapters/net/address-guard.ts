import { type LookupAddress, lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { SourceError } from '../../ports/source.ts';

/** Addresses that only mean something inside a network: a feed's address or a redirect must not reach them. */
const inside = new BlockList();
const insideIpv4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const;
for (const [network, prefix] of insideIpv4) {
  inside.addSubnet(network, prefix, 'ipv4');
  // Behind NAT64 every public IPv4 host has such an address: only those of inside ones are refused.
  inside.addSubnet(`64:ff9b::${network}`, 96 + prefix, 'ipv6');
}
for (const [network, prefix] of [
  ['::', 127],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const)
  inside.addSubnet(network, prefix, 'ipv6');

/** True for loopback, private, link-local, carrier, documentation, multicast and tunnelled addresses. */
export function isInsideAddress(address: string): boolean {
  const version = isIP(address);
  if (version === 0) return true;
  // BlockList judges ::ffff:a.b.c.d by the IPv4 rules.
  return inside.check(address, version === 6 ? 'ipv6' : 'ipv4');
}

export interface AddressGuard {
  /** Throws SourceError('misconfigured') for an address that must not be asked: scheme, credentials, literal inside address. */
  check(url: URL): void;
  /** For sockets: resolves as usual, and fails with EOUTCRYINSIDE when a name leads inside. The address judged is the one connected to. */
  readonly lookup: LookupFunction;
}

export const insideCode = 'EOUTCRYINSIDE';

/** Guard against requests that the network's inside would answer. `allowInside` names hosts that are meant, or `*`. */
export function createAddressGuard(allowInside: readonly string[]): AddressGuard {
  const allowed = (hostname: string) => allowInside.includes('*') || allowInside.includes(hostname);
  return {
    check(url) {
      if (!['http:', 'https:', 'ws:', 'wss:'].includes(url.protocol))
        throw new SourceError('misconfigured', `${url.protocol}// is not a protocol that sources are asked over`);
      if (url.username || url.password)
        throw new SourceError('misconfigured', `the address of ${url.hostname} must not contain a name or password`);
      const host = url.hostname.replace(/^\[|\]$/g, '');
      if (isIP(host) && !allowed(host) && isInsideAddress(host)) throw insideError(host);
    },
    lookup(hostname, options, callback) {
      lookup(hostname, options, (error, address, family) => {
        if (error) return callback(error, address, family);
        const found = Array.isArray(address) ? address.map((one: LookupAddress) => one.address) : [address];
        if (allowed(hostname) || !found.some(isInsideAddress)) return callback(null, address, family);
        callback(Object.assign(insideError(hostname), { code: insideCode }), address, family);
      });
    },
  };
}

function insideError(host: string): SourceError {
  return new SourceError(
    'misconfigured',
    `${host} leads to an address inside this network; name the host in the setting allowInside if that is meant`,
  );
}
