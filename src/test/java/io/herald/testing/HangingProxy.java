package io.herald.testing;

import io.herald.dev.FreePorts;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A proxy in front of a Redis. While wedged, it stops forwarding on connections that have sent a certain command: these
 * stay open and accept data, but return nothing. All other connections work.
 */
public final class HangingProxy implements AutoCloseable {

    private final int target;
    private final String command;
    private final ServerSocket server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile boolean wedged;

    private HangingProxy(int target, String command) throws IOException {
        this.target = target;
        this.command = command;
        this.server = new ServerSocket(FreePorts.free(), 50, InetAddress.getLoopbackAddress());
        thread(this::accept);
    }

    public static HangingProxy inFrontOf(RedisServerProcess redis, String command) {
        try {
            return new HangingProxy(redis.port(), command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url() {
        return "redis://127.0.0.1:" + server.getLocalPort();
    }

    public void wedge(boolean value) {
        wedged = value;
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                Socket redis = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.add(client);
                sockets.add(redis);
                Connection connection = new Connection();
                thread(() -> connection.forward(client, redis, true));
                thread(() -> connection.forward(redis, client, false));
            }
        } catch (IOException closed) {
            // The test has ended.
        }
    }

    private final class Connection {

        private volatile boolean hasSentCommand;

        void forward(Socket from, Socket to, boolean fromClient) {
            byte[] bytes = new byte[8192];
            try (from;
                    to) {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int length = in.read(bytes); length >= 0; length = in.read(bytes)) {
                    hasSentCommand |= fromClient && contains(bytes, length);
                    if (!wedged || !hasSentCommand) {
                        out.write(bytes, 0, length);
                    }
                }
            } catch (IOException closed) {
                // Either side has closed its connection, which closes the other one.
            }
        }
    }

    /** Command names are case-insensitive. */
    private boolean contains(byte[] bytes, int length) {
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1)
                .toUpperCase(Locale.ROOT)
                .contains(command);
    }

    private static void thread(Runnable task) {
        Thread thread = new Thread(task, "wedging-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
