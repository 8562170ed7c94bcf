package com.example.shop;

import io.herald.client.HeraldClient;
import io.herald.client.publish.Notification;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

@Path("/orders/{order}")
class OrderResource {

    private final HeraldClient herald;

    OrderResource(HeraldClient herald) {
        this.herald = herald;
    }

    /** The key names what has happened: however often this is called, the customer is notified once. */
    @POST
    @Path("/shipped")
    public String shipped(@RestPath String order, @RestQuery String customer) {
        Notification notification = Notification.toUsers(customer)
                .type(Notification.Type.SUCCESS)
                .title("Order " + order + " is on its way")
                .category("orders")
                .link("/orders/" + order)
                .idempotencyKey("order-" + order + "-shipped")
                .build();
        return herald.send(notification).id();
    }
}
