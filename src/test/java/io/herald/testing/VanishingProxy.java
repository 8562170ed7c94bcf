package io.herald.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A proxy whose connections can vanish, as with a peer that has lost its power: they accept data, return nothing, and are not
 * closed. Connections that are opened later work, unless they are to vanish too.
 */
public final class VanishingProxy implements AutoCloseable {

    private final int target;
    private final ServerSocket server;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();

    private volatile boolean vanishesAtOnce;

    private VanishingProxy(int target) throws IOException {
        this.target = target;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        thread(this::accept);
    }

    public static VanishingProxy inFrontOf(int port) {
        try {
            return new VanishingProxy(port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return server.getLocalPort();
    }

    /** From now on the open connections transport nothing. */
    public void vanish() {
        connections.forEach(connection -> connection.vanished = true);
    }

    /** Whether connections that are opened from now on transport nothing. */
    public void vanishAtOnce(boolean vanishes) {
        vanishesAtOnce = vanishes;
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                Connection connection = new Connection(client, new Socket(InetAddress.getLoopbackAddress(), target));
                connection.vanished = vanishesAtOnce;
                connections.add(connection);
                thread(() -> connection.forward(connection.client, connection.service));
                thread(() -> connection.forward(connection.service, connection.client));
            }
        } catch (IOException closed) {
            // The test has ended.
        }
    }

    private static final class Connection {

        private final Socket client;
        private final Socket service;
        private volatile boolean vanished;

        Connection(Socket client, Socket service) {
            this.client = client;
            this.service = service;
        }

        void forward(Socket from, Socket to) {
            byte[] bytes = new byte[8192];
            try (from;
                    to) {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int length = in.read(bytes); length >= 0; length = in.read(bytes)) {
                    if (!vanished) {
                        out.write(bytes, 0, length);
                    }
                }
            } catch (IOException closed) {
                // Either side has closed its connection, which closes the other one.
            }
        }
    }

    private static void thread(Runnable task) {
        Thread thread = new Thread(task, "vanishing-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Connection connection : connections) {
            connection.client.close();
            connection.service.close();
        }
    }
}
