package io.herald.poll;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.hub.encoding.FrameEncoder;
import io.herald.hub.transport.CloseReason;
import io.herald.hub.transport.Outlet;
import io.herald.hub.transport.ReadyEvent;
import io.herald.hub.transport.ResetEvent;
import io.herald.hub.transport.Subscription;
import io.herald.hub.transport.Transport;
import io.herald.problem.Problem;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The outlet of one poll. It is full when it has a page of events, and closes its subscription when it has answered. Confined to
 * its event loop.
 */
final class LongPoll implements Outlet {

    private static final int PAGE_BYTES = 256 * 1024;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final byte[] NO_BODY = {};

    private final EventLoop loop;
    private final CompletableFuture<byte[]> answer = new CompletableFuture<>();
    private final ByteArrayOutputStream events = new ByteArrayOutputStream();
    private final boolean hasCursor;
    private @Nullable Subscription subscription;
    private @Nullable ResetEvent resetEvent;
    private boolean caughtUp;
    private boolean waitElapsed;

    /** @param hasCursor whether the poll waits for events after a cursor; without a cursor it answers at once with the current one */
    LongPoll(EventLoop loop, boolean hasCursor) {
        this.loop = loop;
        this.hasCursor = hasCursor;
    }

    CompletableFuture<byte[]> answer() {
        return answer;
    }

    void subscribed(Subscription held, Duration wait) {
        subscription = held;
        answerIfDone();
        if (!answer.isDone()) {
            var timer = loop.schedule(this::onTimeout, wait.toMillis(), TimeUnit.MILLISECONDS);
            answer.whenComplete((done, failure) -> timer.cancel(false));
        }
    }

    private void onTimeout() {
        waitElapsed = true;
        answerIfDone();
    }

    /**
     * Closes the subscription after the client has disconnected. Completes the answer with an empty body instead of a failure,
     * because each failure would be logged with its stack trace.
     */
    void clientDisconnected() {
        answer.complete(NO_BODY);
        if (subscription != null) {
            subscription.close();
        }
    }

    @Override
    public EventLoop loop() {
        return loop;
    }

    @Override
    public Transport transport() {
        return Transport.POLL;
    }

    @Override
    public FrameEncoder frameEncoder() {
        return PollFrameEncoder.INSTANCE;
    }

    @Override
    public boolean isFull() {
        return answer.isDone() || events.size() >= PAGE_BYTES;
    }

    @Override
    public void ready(ReadyEvent readyEvent) {}

    @Override
    public void reset(ResetEvent reset) {
        resetEvent = reset;
    }

    @Override
    public void write(ByteBuf frames) {
        if (events.size() > 0) {
            events.write(',');
        }
        byte[] bytes = new byte[frames.readableBytes()];
        frames.getBytes(frames.readerIndex(), bytes);
        events.writeBytes(bytes);
        // Not within the write, because the hub advances the position after it, and the answer contains the cursor.
        loop.execute(this::answerIfDone);
    }

    @Override
    public void caughtUp() {
        caughtUp = true;
        answerIfDone();
    }

    @Override
    public void close(CloseReason closeReason) {
        if (closeReason == CloseReason.DRAINING && hasPosition()) {
            // Answers with the events so far: the cursor is valid on any other instance.
            complete();
            return;
        }
        Problem problem = switch (closeReason) {
            case EXPIRED -> Problem.expiredToken();
            case REVOKED -> Problem.revokedToken();
            case EVICTED -> Problem.rateLimited(RETRY_AFTER);
            case STALLED, UNAVAILABLE, OVERLOADED, DRAINING, DISCONNECTED ->
                Problem.unavailable("The server ended the poll. Poll again.", RETRY_AFTER);
        };
        answer.completeExceptionally(problem.asException());
        clientDisconnected();
    }

    private void answerIfDone() {
        boolean something = events.size() > 0 || resetEvent != null || !hasCursor;
        boolean enough = isFull() || caughtUp && something || waitElapsed && hasPosition();
        if (subscription != null && enough) {
            complete();
        }
    }

    /**
     * Whether the position of the subscriber is known. Evaluating the client's cursor may take a Redis call. An answer before
     * that would contain the end of the log as its cursor, and the client would silently skip all events before it.
     */
    private boolean hasPosition() {
        return subscription != null && (caughtUp || events.size() > 0);
    }

    private void complete() {
        if (!answer.isDone()) {
            String end = "],\"cursor\":\"" + subscription.cursor() + "\",\"reset\":" + (resetEvent != null) + "}";
            ByteArrayOutputStream json = new ByteArrayOutputStream(events.size() + 64);
            json.writeBytes("{\"events\":[".getBytes(UTF_8));
            json.writeBytes(events.toByteArray());
            json.writeBytes(end.getBytes(UTF_8));
            answer.complete(json.toByteArray());
            subscription.close();
        }
    }
}
