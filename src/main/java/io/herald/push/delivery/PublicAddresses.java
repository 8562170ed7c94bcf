package io.herald.push.delivery;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * Tells addresses of the public internet from those of networks that only this service can reach: private, loopback,
 * link-local and shared ones, those of documentation and benchmarks, and IPv6 addresses that contain one of them
 * (IANA's registries of special-purpose addresses).
 */
final class PublicAddresses {

    private record Network(byte[] prefix, int bits) {

        static Network of(String address, int bits) {
            try {
                // A literal, so no name is resolved.
                return new Network(InetAddress.getByName(address).getAddress(), bits);
            } catch (UnknownHostException impossible) {
                throw new IllegalStateException(impossible);
            }
        }

        boolean contains(byte[] address) {
            if (address.length != prefix.length) {
                return false;
            }
            int bytes = bits / Byte.SIZE;
            int mask = 0xFF00 >> bits % Byte.SIZE & 0xFF;
            return Arrays.equals(address, 0, bytes, prefix, 0, bytes)
                    && (mask == 0 || (address[bytes] & mask) == (prefix[bytes] & mask));
        }
    }

    private static final List<Network> SPECIAL_IPV4 = List.of(
            Network.of("0.0.0.0", 8),
            Network.of("10.0.0.0", 8),
            Network.of("100.64.0.0", 10),
            Network.of("127.0.0.0", 8),
            Network.of("169.254.0.0", 16),
            Network.of("172.16.0.0", 12),
            Network.of("192.0.0.0", 24),
            Network.of("192.0.2.0", 24),
            Network.of("192.88.99.0", 24),
            Network.of("192.168.0.0", 16),
            Network.of("198.18.0.0", 15),
            Network.of("198.51.100.0", 24),
            Network.of("203.0.113.0", 24),
            // Multicast, reserved, broadcast.
            Network.of("224.0.0.0", 3));

    private static final Network UNICAST_IPV6 = Network.of("2000::", 3);

    /** Teredo and other protocols, documentation. */
    private static final List<Network> SPECIAL_IPV6 =
            List.of(Network.of("2001::", 23), Network.of("2001:db8::", 32), Network.of("3fff::", 20));

    /** The gateway to IPv4 in networks that have IPv6 only. */
    private static final Network NAT64 = Network.of("64:ff9b::", 96);

    private static final Network SIX_TO_FOUR = Network.of("2002::", 16);

    private PublicAddresses() {}

    static boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        return address instanceof Inet4Address
                ? isPublicIpv4(bytes)
                : address instanceof Inet6Address && isPublicIpv6(bytes);
    }

    private static boolean isPublicIpv4(byte[] address) {
        return SPECIAL_IPV4.stream().noneMatch(network -> network.contains(address));
    }

    private static boolean isPublicIpv6(byte[] address) {
        if (NAT64.contains(address)) {
            return isPublicIpv4(Arrays.copyOfRange(address, 12, 16));
        }
        if (SIX_TO_FOUR.contains(address)) {
            return isPublicIpv4(Arrays.copyOfRange(address, 2, 6));
        }
        return UNICAST_IPV6.contains(address) && SPECIAL_IPV6.stream().noneMatch(network -> network.contains(address));
    }
}
