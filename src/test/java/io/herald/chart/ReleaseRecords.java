package io.herald.chart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The Secrets in which Helm records the revisions of a release. Helm sends them as Protocol Buffers, and needs the same bytes
 * back: one record, or a list of all.
 */
final class ReleaseRecords {

    static final String CONTENT_TYPE = "application/vnd.kubernetes.protobuf";

    private static final byte[] MAGIC = {'k', '8', 's', 0};
    private static final Pattern NAME = Pattern.compile("sh\\.helm\\.release\\.v1\\.[-.a-z0-9]+\\.v\\d+");

    /** The magic number of gzip, in Base64. */
    private static final Pattern CONTENT = Pattern.compile("H4sI[A-Za-z0-9+/]+=*");

    private final TreeMap<String, byte[]> records = new TreeMap<>();

    byte[] put(byte[] envelope) {
        String name = NAME.matcher(new String(envelope, StandardCharsets.ISO_8859_1))
                .results()
                .findFirst()
                .map(MatchResult::group)
                .orElseThrow();
        records.put(name, envelope);
        return envelope;
    }

    byte @Nullable [] get(String name) {
        return records.get(name);
    }

    byte @Nullable [] remove(String name) {
        return records.remove(name);
    }

    /** Returns the newest record. Helm compresses and encodes it. */
    JsonNode newest() {
        String envelope = new String(records.lastEntry().getValue(), StandardCharsets.ISO_8859_1);
        byte[] compressed = CONTENT.matcher(envelope)
                .results()
                .findFirst()
                .map(content -> Base64.getDecoder().decode(content.group()))
                .orElseThrow();
        try (var content = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
            return new ObjectMapper().readTree(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a SecretList: its second field repeats for each item. */
    byte[] list() {
        var list = new ByteArrayOutputStream();
        records.values().forEach(envelope -> write(list, 2, secret(envelope)));
        var type = new ByteArrayOutputStream();
        write(type, 1, "v1".getBytes(StandardCharsets.UTF_8));
        write(type, 2, "SecretList".getBytes(StandardCharsets.UTF_8));
        var envelope = new ByteArrayOutputStream();
        envelope.writeBytes(MAGIC);
        write(envelope, 1, type.toByteArray());
        write(envelope, 2, list.toByteArray());
        return envelope.toByteArray();
    }

    /** The envelope of Kubernetes: four bytes, the type, the object. */
    private static byte[] secret(byte[] envelope) {
        ByteBuffer in = ByteBuffer.wrap(envelope).position(MAGIC.length);
        read(in);
        return read(in);
    }

    private static byte[] read(ByteBuffer in) {
        in.get();
        int length = 0;
        int shift = 0;
        byte next;
        do {
            next = in.get();
            length |= (next & 0x7f) << shift;
            shift += 7;
        } while (next < 0);
        byte[] value = new byte[length];
        in.get(value);
        return value;
    }

    private static void write(ByteArrayOutputStream out, int field, byte[] value) {
        out.write(field << 3 | 2);
        int length = value.length;
        while (length > 0x7f) {
            out.write(length & 0x7f | 0x80);
            length >>= 7;
        }
        out.write(length);
        out.writeBytes(value);
    }
}
