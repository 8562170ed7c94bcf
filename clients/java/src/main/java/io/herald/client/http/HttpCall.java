package io.herald.client.http;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A call of the REST API.
 *
 * @param path relative to {@code /api/v1/}
 * @param body JSON, or null
 * @param headers besides those of every call
 * @param idempotent whether the call may be repeated although the service may have executed it
 */
public record HttpCall(String method, String path, String body, Map<String, String> headers, boolean idempotent) {

    public static HttpCall get(String path) {
        return new HttpCall("GET", path, null, Map.of(), true);
    }

    public static HttpCall delete(String path) {
        return new HttpCall("DELETE", path, null, Map.of(), true);
    }

    public static HttpCall post(String path, String body) {
        return new HttpCall("POST", path, body, Map.of(), false);
    }

    /** Returns the call under a key, with which the service recognizes a repeated call. */
    public HttpCall under(String idempotencyKey) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put("Idempotency-Key", idempotencyKey);
        return new HttpCall(method, path, body, all, true);
    }

    /** Returns the call as one that may be repeated in any case. */
    public HttpCall asIdempotent() {
        return new HttpCall(method, path, body, headers, true);
    }
}
