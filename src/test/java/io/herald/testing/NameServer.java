package io.herald.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A DNS server with one IPv4 address for each name, which may change. All other answers are empty. */
public final class NameServer implements AutoCloseable {

    private static final int HEADER = 12;
    private static final int TYPE_A = 1;
    private static final int CLASS_IN = 1;
    private static final int POINTER_TO_QUESTION = 0xc000 | HEADER;
    private static final int ANSWER_FLAGS = 0x8180;

    private final Map<String, InetAddress> addresses = new ConcurrentHashMap<>();
    private final DatagramSocket socket;

    private NameServer(DatagramSocket socket) {
        this.socket = socket;
        Thread thread = new Thread(this::answer, "name-server");
        thread.setDaemon(true);
        thread.start();
    }

    public static NameServer start() {
        try {
            return new NameServer(new DatagramSocket(0, InetAddress.getLoopbackAddress()));
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns address and port, as the directive {@code resolver} of nginx expects them. */
    public String address() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    public void set(String name, String address) {
        try {
            addresses.put(name, InetAddress.getByName(address));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void answer() {
        DatagramPacket packet = new DatagramPacket(new byte[512], 512);
        try {
            while (true) {
                socket.receive(packet);
                ByteBuffer answer = answer(ByteBuffer.wrap(packet.getData(), 0, packet.getLength()));
                socket.send(new DatagramPacket(answer.array(), answer.limit(), packet.getSocketAddress()));
            }
        } catch (IOException closed) {
            // close() ends the thread.
        }
    }

    private ByteBuffer answer(ByteBuffer query) {
        short id = query.getShort();
        query.position(HEADER);
        String name = name(query);
        int type = query.getShort();
        query.getShort();
        int questionEnd = query.position();
        InetAddress address = type == TYPE_A ? addresses.get(name) : null;
        ByteBuffer answer = ByteBuffer.allocate(questionEnd + 16);
        answer.putShort(id).putShort((short) ANSWER_FLAGS).putShort((short) 1);
        answer.putShort((short) (address == null ? 0 : 1)).putInt(0);
        answer.put(query.array(), HEADER, questionEnd - HEADER);
        if (address != null) {
            answer.putShort((short) POINTER_TO_QUESTION);
            answer.putShort((short) TYPE_A).putShort((short) CLASS_IN);
            answer.putInt(0).putShort((short) 4).put(address.getAddress());
        }
        return answer.flip();
    }

    private static String name(ByteBuffer query) {
        StringBuilder name = new StringBuilder();
        for (int length = query.get(); length > 0; length = query.get()) {
            byte[] label = new byte[length];
            query.get(label);
            name.append(name.isEmpty() ? "" : ".").append(new String(label, StandardCharsets.US_ASCII));
        }
        return name.toString();
    }

    @Override
    public void close() {
        socket.close();
    }
}
