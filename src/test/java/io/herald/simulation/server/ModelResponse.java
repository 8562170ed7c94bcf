package io.herald.simulation.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A reply of the model: a text with one character per byte, a number, or a list of replies. */
record ModelResponse(Object value) implements Response {

    static @Nullable Response of(@Nullable Object value) {
        return value == null ? null : new ModelResponse(value);
    }

    @Override
    public ResponseType type() {
        return value instanceof List
                ? ResponseType.MULTI
                : value instanceof Long ? ResponseType.NUMBER : ResponseType.BULK;
    }

    @Override
    public String toString() {
        return value.toString();
    }

    @Override
    public byte[] toBytes() {
        return value.toString().getBytes(ISO_8859_1);
    }

    @Override
    public Long toLong() {
        return value instanceof Long number ? number : Long.valueOf(value.toString());
    }

    @Override
    public Integer toInteger() {
        return toLong().intValue();
    }

    @Override
    public Boolean toBoolean() {
        return toLong() == 1;
    }

    private List<?> list() {
        return (List<?>) value;
    }

    @Override
    public int size() {
        return list().size();
    }

    @Override
    public Response get(int index) {
        return of(list().get(index));
    }

    @Override
    public boolean containsKey(String key) {
        return false;
    }

    @Override
    public Set<String> getKeys() {
        return Set.of();
    }

    @Override
    public boolean isArray() {
        return value instanceof List;
    }

    @Override
    public boolean isMap() {
        return false;
    }

    @Override
    public Iterator<Response> iterator() {
        return list().stream().map(ModelResponse::of).iterator();
    }
}
