package io.herald.client.sse;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Flow;

/** The response of one connect. */
final class StreamConnection implements AutoCloseable {

    private static final int MAX_PROBLEM_BYTES = 64 << 10;

    private final HttpResponse<Flow.Publisher<List<ByteBuffer>>> response;
    private final ChunkQueue chunks = new ChunkQueue();
    private final Queue<SseFrame> frames = new ArrayDeque<>();
    private final SseParser parser = new SseParser(frames::add);

    StreamConnection(HttpResponse<Flow.Publisher<List<ByteBuffer>>> response) {
        this.response = response;
        response.body().subscribe(chunks);
    }

    HttpResponse<?> response() {
        return response;
    }

    boolean isStream() {
        String type = response.headers().firstValue("Content-Type").orElse("");
        return response.statusCode() == 200 && type.startsWith("text/event-stream");
    }

    /**
     * Returns the next frame, or null at the end.
     *
     * @throws IOException if the connection is broken, or nothing arrives in time
     */
    SseFrame next(Duration limit) throws IOException, InterruptedException {
        while (frames.isEmpty()) {
            List<ByteBuffer> buffers = chunks.next(limit);
            if (buffers == null) {
                return null;
            }
            buffers.forEach(parser::feed);
        }
        return frames.remove();
    }

    /** Returns the body of a refusal. */
    String body(Duration limit) throws IOException, InterruptedException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (List<ByteBuffer> buffers = chunks.next(limit);
                buffers != null && body.size() < MAX_PROBLEM_BYTES;
                buffers = chunks.next(limit)) {
            for (ByteBuffer buffer : buffers) {
                byte[] bytes = new byte[buffer.remaining()];
                buffer.get(bytes);
                body.writeBytes(bytes);
            }
        }
        return body.toString(UTF_8);
    }

    /** May be called from another thread. */
    @Override
    public void close() {
        chunks.cancel();
    }
}
