package io.herald.redis.connection;

import io.vertx.redis.client.Redis;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which Redis serves which key: the one there is, or the masters of a cluster. May be called on any thread. */
public interface ServerLocator {

    /** Names the server of a key; null while nobody is known to serve it. */
    @Nullable
    String of(String key);

    /** All that serve any key. */
    Set<String> all();

    /**
     * A client of the caller's own, whose connections live on the event loop that this is called on.
     *
     * @param onRead called on that event loop each time that something arrives
     */
    Redis client(String server, Runnable onRead);

    /**
     * Something went wrong that may mean that keys are served elsewhere by now.
     *
     * @param error what Redis or the connection said; where it names the server to go to, that is known on return
     */
    void doubt(String error);

    /** To be told of every change of {@link #all()}. */
    void onChange(Runnable listener);

    void close();
}
