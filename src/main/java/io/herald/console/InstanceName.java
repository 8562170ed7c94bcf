package io.herald.console;

import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.UUID;

/** The name of this instance on a chart: the host (in Kubernetes the pod) and a random suffix for each start. */
@ApplicationScoped
class InstanceName {

    private static final int SUFFIX_LENGTH = 4;

    private final String name = host() + "-" + UUID.randomUUID().toString().substring(0, SUFFIX_LENGTH);

    String name() {
        return name;
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "herald";
        }
    }
}
