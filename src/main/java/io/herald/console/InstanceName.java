package io.herald.console;

import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.UUID;

/** What tells this instance from the others on a chart: the host (in Kubernetes the pod), and a mark of this start. */
@ApplicationScoped
class InstanceName {

    private static final int MARK = 4;

    private final String name = host() + "-" + UUID.randomUUID().toString().substring(0, MARK);

    String name() {
        return name;
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "herald";
        }
    }
}
