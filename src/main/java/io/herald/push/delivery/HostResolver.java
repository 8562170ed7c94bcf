package io.herald.push.delivery;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.herald.push.settings.PushConfig;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Resolves the names of push services to addresses to which this service may connect. The result is the address of the
 * connection itself and not checked before a second resolution, whose result could be another one (DNS rebinding). A name
 * that is resolved slowly occupies one thread, however many pushes wait for it.
 */
@Singleton
class HostResolver {

    /** Resolves a name as the system does. May block. */
    interface Lookup {
        InetAddress[] all(String host) throws UnknownHostException;
    }

    private static final int THREADS = 8;
    private static final int QUEUE = 1_024;
    private static final int CACHED = 1_000;
    private static final Duration FRESH = Duration.ofSeconds(30);

    private final boolean allowPrivate;
    private final Lookup lookup;
    private final ThreadPoolExecutor threads;
    private final Map<String, CompletableFuture<InetAddress>> inProgress = new ConcurrentHashMap<>();
    private final Cache<String, InetAddress> cache =
            Caffeine.newBuilder().maximumSize(CACHED).expireAfterWrite(FRESH).build();

    @Inject
    HostResolver(PushConfig config) {
        this(config.allowPrivate(), InetAddress::getAllByName);
    }

    HostResolver(boolean allowPrivate, Lookup lookup) {
        this.allowPrivate = allowPrivate;
        this.lookup = lookup;
        AtomicInteger number = new AtomicInteger();
        this.threads = new ThreadPoolExecutor(
                THREADS, THREADS, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(QUEUE), task -> {
                    Thread thread = new Thread(task, "herald-push-dns-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Resolves a name. Fails with {@link BlockedAddress} if all of its addresses are forbidden, and with another exception if
     * the name cannot be resolved now. Completes on any thread.
     */
    CompletableFuture<InetAddress> resolve(String host) {
        InetAddress known = cache.getIfPresent(host);
        if (known != null) {
            return CompletableFuture.completedFuture(known);
        }
        CompletableFuture<InetAddress> mine = new CompletableFuture<>();
        CompletableFuture<InetAddress> other = inProgress.putIfAbsent(host, mine);
        if (other != null) {
            return other;
        }
        try {
            threads.execute(() -> complete(mine, host));
        } catch (RuntimeException full) {
            inProgress.remove(host, mine);
            mine.completeExceptionally(full);
        }
        return mine;
    }

    /** Ends the lookup before its result: who receives a failure and repeats the call starts a new one. */
    private void complete(CompletableFuture<InetAddress> result, String host) {
        try {
            InetAddress address = Stream.of(lookup.all(host))
                    .filter(one -> allowPrivate || PublicAddresses.contains(one))
                    .findFirst()
                    .orElseThrow(BlockedAddress::new);
            cache.put(host, address);
            inProgress.remove(host, result);
            result.complete(address);
        } catch (UnknownHostException | RuntimeException failure) {
            inProgress.remove(host, result);
            result.completeExceptionally(failure);
        }
    }

    @PreDestroy
    void stop() {
        threads.shutdownNow();
    }
}
