package io.herald.simulation.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.vertx.redis.client.Request;
import io.vertx.redis.client.impl.RequestImpl;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;

/** Reads the arguments of a request, which the Redis client does not expose. */
final class RequestArguments {

    private static final MethodHandle ARGUMENTS = handle();

    private RequestArguments() {}

    private static MethodHandle handle() {
        try {
            return MethodHandles.privateLookupIn(RequestImpl.class, MethodHandles.lookup())
                    .findVirtual(RequestImpl.class, "getArgs", MethodType.methodType(List.class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the arguments with one character per byte. */
    @SuppressWarnings("unchecked")
    static List<String> of(Request request) {
        List<byte[]> bytes;
        try {
            bytes = (List<byte[]>) ARGUMENTS.invokeExact((RequestImpl) request);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
        List<String> arguments = new ArrayList<>(bytes.size());
        for (byte[] argument : bytes) {
            arguments.add(new String(argument, ISO_8859_1));
        }
        return arguments;
    }
}
