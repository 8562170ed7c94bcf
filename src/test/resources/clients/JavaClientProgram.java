import io.herald.client.HeraldClient;
import io.herald.client.error.ForbiddenException;
import io.herald.client.error.InvalidRequestException;
import io.herald.client.publish.ChannelEvent;
import io.herald.client.publish.Notification;
import io.herald.client.stream.ReceivedEvent;
import io.herald.client.stream.StreamListener;
import io.herald.client.stream.StreamOptions;
import io.herald.client.stream.StreamReady;
import io.herald.client.stream.Subscription;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Uses the Java client with two instances of the service, and prints what the service answers. */
public class JavaClientProgram {

    private static final BlockingQueue<String> received = new LinkedBlockingQueue<>();

    /** Arguments: the addresses of two instances, the token of a publisher, the token of a user, the user, a room. */
    public static void main(String[] args) throws Exception {
        String user = args[4];
        String room = args[5];
        try (HeraldClient sender = client(args[0], args[2]);
                HeraldClient first = client(args[0], args[3]);
                HeraldClient second = client(args[1], args[3])) {
            Subscription one = subscribe(first, StreamOptions.DEFAULT.rooms(room));
            sender.send("room:" + room, ChannelEvent.of("greeting", List.of("Hi")));
            sender.sendAll(notifications(user, 0, 3)).forEach(result -> result.acceptedOrThrow());
            String before = take(4);
            one.close();
            sender.sendAll(notifications(user, 3, 6)).forEach(result -> result.acceptedOrThrow());
            subscribe(second, StreamOptions.DEFAULT.after(one.cursor().orElseThrow()));
            String after = take(3);

            Notification once = hello(user, 9).withIdempotencyKey(UUID.randomUUID().toString());
            boolean duplicate = sender.send(once).duplicate();
            var repeated = sender.send(once);
            sender.withdraw(repeated.id());
            String state = sender.facts(repeated.id()).state();
            System.out.println("received " + before + ", resumed " + after + ", duplicate " + duplicate + " "
                    + repeated.duplicate() + ", " + state + ", " + invalid(sender, user) + ", " + forbidden(first, user));
        }
    }

    private static HeraldClient client(String service, String token) {
        return HeraldClient.builder(URI.create(service)).tokens(() -> token).build();
    }

    /** Returns when the stream is ready. */
    private static Subscription subscribe(HeraldClient client, StreamOptions options) throws Exception {
        BlockingQueue<Boolean> ready = new LinkedBlockingQueue<>();
        Subscription subscription = client.subscribe(options, new StreamListener() {
            @Override
            public void onReady(StreamReady opened) {
                ready.add(opened.recovered());
            }

            @Override
            public void onEvent(ReceivedEvent event) {
                received.add(event.is("notification") ? (String) event.fields().get("title") : event.data());
            }
        });
        if (!Boolean.TRUE.equals(ready.poll(30, TimeUnit.SECONDS))) {
            throw new IllegalStateException("not ready");
        }
        return subscription;
    }

    private static String take(int count) throws Exception {
        List<String> titles = new ArrayList<>();
        while (titles.size() < count) {
            titles.add(received.poll(30, TimeUnit.SECONDS));
        }
        return String.join(" ", titles);
    }

    private static List<Notification> notifications(String user, int from, int to) {
        List<Notification> all = new ArrayList<>();
        for (int i = from; i < to; i++) {
            all.add(hello(user, i));
        }
        return all;
    }

    private static Notification hello(String user, int number) {
        return Notification.toUsers(user).title("#" + number).build();
    }

    private static String invalid(HeraldClient client, String user) {
        try {
            client.send(Notification.toUsers(user).title("Hi").link("javascript:alert()").category("a b").build());
            return "accepted";
        } catch (InvalidRequestException refused) {
            return refused.violations().stream().map(violation -> violation.field()).sorted().toList().toString();
        }
    }

    private static String forbidden(HeraldClient client, String user) {
        try {
            client.send(hello(user, 10));
            return "accepted";
        } catch (ForbiddenException refused) {
            return "forbidden";
        }
    }
}
