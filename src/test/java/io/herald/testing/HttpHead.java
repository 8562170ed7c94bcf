package io.herald.testing;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Status line and headers of a response. The body stays in the stream. */
record HttpHead(int status, Map<String, String> headers) {

    static HttpHead read(InputStream in) throws IOException {
        int status = Integer.parseInt(HttpLines.read(in).split(" ")[1]);
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = HttpLines.read(in); !line.isEmpty(); line = HttpLines.read(in)) {
            String[] header = line.split(":\\s*", 2);
            headers.put(header[0], header[1]);
        }
        return new HttpHead(status, headers);
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }
}
