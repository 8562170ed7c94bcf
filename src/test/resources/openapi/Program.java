import generated.ApiClient;
import generated.ApiException;
import generated.api.ChannelsApi;
import generated.api.InboxApi;
import generated.api.NotificationsApi;
import generated.api.RoomsApi;
import generated.api.StreamsApi;
import generated.model.*;
import java.util.List;

/** Uses the generated client as a service would. Arguments: the address of the service, a token, its user. */
class Program {

    public static void main(String[] args) throws Exception {
        ApiClient client = new ApiClient();
        client.updateBaseUri(args[0]);
        client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + args[1]));
        String user = args[2];

        Notification notification = new Notification()
                .to(new NotificationTarget().users(List.of(user)))
                .type(Notification.TypeEnum.INFO)
                .title("Hello from a generated client");
        NotificationsApi notifications = new NotificationsApi(client);
        NotificationAccepted accepted = notifications.publish(notification, "key-" + user);
        boolean duplicate = notifications.publish(notification, "key-" + user).getDuplicate();

        InboxApi inbox = new InboxApi(client);
        InboxPage page = inbox.inbox(null, null, 10, "all");
        while (page.getItems().isEmpty()) {
            page = inbox.inbox(null, null, 10, "all");
        }
        long unread = inbox.readAll(new ReadSelection().upTo(accepted.getId())).getUnread();

        String room = "room-" + user;
        RoomsApi rooms = new RoomsApi(client);
        rooms.putRoom(room, new RoomSettings().kind(RoomSettings.KindEnum.OPEN).keep("P1D"));
        rooms.addMember(room, user);
        rooms.sendMessage(room, new Message().content("Hi"), null);
        List<Envelope> events = new ChannelsApi(client).history("room:" + room, null, null, 50).getEvents();
        Object content = ((java.util.Map<?, ?>) events.get(0).getData()).get("content");
        Poll poll = new StreamsApi(client).poll(null, List.of(room), "0s");

        String refused;
        try {
            notifications.publish(notification.title(""), null);
            refused = "nothing";
        } catch (ApiException refusal) {
            refused = refusal.getCode() + (refusal.getResponseBody().contains("\"field\":\"title\"") ? " title" : "");
        }
        System.out.println("accepted " + duplicate + ", inbox " + page.getItems().get(0).getTitle() + ", read " + unread
                + ", message " + content + ", cursor " + !poll.getCursor().isEmpty() + ", refused " + refused);
    }
}
