package io.herald.client.sse;

/** What the service sends up to an empty line. Absent fields are null. */
record SseFrame(String id, String event, String data, Long retryMillis) {

    boolean is(String name) {
        return name.equals(event);
    }
}
