package io.herald.push.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HostResolverTest {

    private final AtomicInteger lookups = new AtomicInteger();

    private HostResolver resolver(boolean allowPrivate, String... addresses) {
        return new HostResolver(allowPrivate, host -> {
            lookups.incrementAndGet();
            InetAddress[] all = new InetAddress[addresses.length];
            for (int i = 0; i < all.length; i++) {
                all[i] = InetAddress.getByName(addresses[i]);
            }
            return all;
        });
    }

    private static String get(CompletableFuture<InetAddress> address) throws Exception {
        return address.get(5, TimeUnit.SECONDS).getHostAddress();
    }

    @Test
    void returns_the_first_public_address() throws Exception {
        assertEquals(
                "8.8.8.8", get(resolver(false, "10.0.0.1", "8.8.8.8", "9.9.9.9").resolve("a")));
    }

    @Test
    void a_host_with_private_addresses_alone_is_blocked() {
        HostResolver resolver = resolver(false, "10.0.0.1", "169.254.169.254", "::1");
        ExecutionException failed = assertThrows(ExecutionException.class, () -> get(resolver.resolve("a")));
        assertInstanceOf(BlockedAddress.class, failed.getCause());
    }

    @Test
    void a_test_may_allow_private_addresses() throws Exception {
        assertEquals("127.0.0.1", get(resolver(true, "127.0.0.1").resolve("a")));
    }

    @Test
    void a_name_is_resolved_once_for_many_pushes() throws Exception {
        HostResolver resolver = resolver(false, "8.8.8.8");
        get(resolver.resolve("a"));
        get(resolver.resolve("a"));
        assertEquals(1, lookups.get());
        get(resolver.resolve("b"));
        assertEquals(2, lookups.get());
    }

    @Test
    void a_failure_is_not_remembered() throws Exception {
        HostResolver resolver = new HostResolver(false, host -> {
            if (lookups.incrementAndGet() == 1) {
                throw new UnknownHostException(host);
            }
            return new InetAddress[] {InetAddress.getByName("8.8.8.8")};
        });
        assertThrows(ExecutionException.class, () -> get(resolver.resolve("a")));
        assertEquals("8.8.8.8", get(resolver.resolve("a")));
    }

    @Test
    void a_slow_name_delays_no_other() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        HostResolver resolver = new HostResolver(false, host -> {
            if (host.equals("slow")) {
                awaitUninterrupted(end);
            }
            return new InetAddress[] {InetAddress.getByName("8.8.8.8")};
        });
        for (int i = 0; i < 100; i++) {
            resolver.resolve("slow");
        }
        assertEquals("8.8.8.8", get(resolver.resolve("fast")));
        end.countDown();
        assertEquals("8.8.8.8", get(resolver.resolve("slow")));
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
