package io.herald.redis.tail;

import io.herald.redis.connection.FakeRedisServer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Answers the commands of a tail reader: a partition with the birth mark 1-0 and the entries that a test adds. */
final class FakeTailServer implements Function<List<String>, byte[]> {

    private static final long BIRTH = 1;

    private final List<byte[]> entries = new ArrayList<>();
    private final List<List<String>> opens = new ArrayList<>();

    /** Adds an entry. The ids are 2-0, 3-0, … */
    synchronized void add(int bytes) {
        long previous = BIRTH + entries.size();
        byte[] fields = FakeRedisServer.array(
                "p", previous + "-0", "c", "everyone", "e", "news", "b", ",\"data\":\"" + "x".repeat(bytes) + "\"}");
        entries.add(FakeRedisServer.array(List.of(FakeRedisServer.bulk(previous + 1 + "-0"), fields)));
        notifyAll();
    }

    /** Returns whether a reader has opened the partition and passed the argument. */
    synchronized boolean hasOpened(String argument) {
        return opens.stream().anyMatch(command -> command.contains(argument));
    }

    @Override
    public byte[] apply(List<String> command) {
        return switch (command.get(0).toUpperCase()) {
            case "INFO" ->
                FakeRedisServer.bulk("role:master\r\nredis_version:7.0.0\r\nmaxmemory_policy:noeviction\r\n");
            case "EVAL" -> opened(command);
            case "XREVRANGE" -> newestFirst(command.get(2), count(command));
            case "XREAD" -> after(command.get(command.size() - 1), count(command), block(command));
            default -> FakeRedisServer.error("ERR unknown command");
        };
    }

    private static int count(List<String> command) {
        return Integer.parseInt(command.get(command.indexOf("COUNT") + 1));
    }

    private static long block(List<String> command) {
        int option = command.indexOf("BLOCK");
        return option < 0 ? 0 : Long.parseLong(command.get(option + 1));
    }

    private synchronized byte[] opened(List<String> command) {
        opens.add(command);
        return FakeRedisServer.array(BIRTH + "-0", BIRTH + entries.size() + "-0", "1");
    }

    private synchronized byte[] newestFirst(String end, int count) {
        int to = end.equals("+") ? entries.size() : index(end.substring(1));
        List<byte[]> page = new ArrayList<>();
        for (int i = to - 1; i >= 0 && page.size() < count; i--) {
            page.add(entries.get(i));
        }
        return FakeRedisServer.array(page);
    }

    private synchronized byte[] after(String id, int count, long blockMillis) {
        int from = index(id) + 1;
        if (from == entries.size() && blockMillis > 0) {
            waitFor(blockMillis);
        }
        List<byte[]> page = List.copyOf(entries.subList(from, Math.min(entries.size(), from + count)));
        return page.isEmpty()
                ? FakeRedisServer.NIL
                : FakeRedisServer.array(List.of(FakeRedisServer.array(
                        List.of(FakeRedisServer.bulk("test:{0}:tail"), FakeRedisServer.array(page)))));
    }

    /** Waits like Redis. It needs no loop, because an early empty reply is valid. */
    private synchronized void waitFor(long millis) {
        try {
            wait(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int index(String id) {
        return (int) (Long.parseLong(id.substring(0, id.indexOf('-'))) - BIRTH - 1);
    }
}
