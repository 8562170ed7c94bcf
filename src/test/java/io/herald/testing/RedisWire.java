package io.herald.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** A minimal client of the Redis protocol (RESP2), so that no redis-cli is needed. */
final class RedisWire {

    private static final int TIMEOUT_MILLIS = 10_000;

    private RedisWire() {}

    static Object execute(int port, String... command) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write(encoded(command));
            return reply(new BufferedInputStream(socket.getInputStream()));
        } catch (IOException e) {
            throw new UncheckedIOException(String.join(" ", command), e);
        }
    }

    private static byte[] encoded(String... command) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(("*" + command.length + "\r\n").getBytes(UTF_8));
        for (String part : command) {
            byte[] text = part.getBytes(UTF_8);
            bytes.write(("$" + text.length + "\r\n").getBytes(UTF_8));
            bytes.write(text);
            bytes.write("\r\n".getBytes(UTF_8));
        }
        return bytes.toByteArray();
    }

    private static Object reply(InputStream in) throws IOException {
        String line = HttpLines.read(in);
        String rest = line.substring(1);
        return switch (line.charAt(0)) {
            case '+' -> rest;
            case ':' -> Long.valueOf(rest);
            case '$' -> bulk(in, Integer.parseInt(rest));
            case '*' -> list(in, Integer.parseInt(rest));
            default -> throw new IOException(line);
        };
    }

    private static Object bulk(InputStream in, int length) throws IOException {
        if (length < 0) {
            return null;
        }
        String text = new String(in.readNBytes(length), UTF_8);
        in.skipNBytes(2);
        return text;
    }

    private static List<Object> list(InputStream in, int size) throws IOException {
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            list.add(reply(in));
        }
        return list;
    }
}
