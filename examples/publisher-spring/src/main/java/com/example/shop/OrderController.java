package com.example.shop;

import io.herald.client.HeraldClient;
import io.herald.client.publish.Notification;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class OrderController {

    private final HeraldClient herald;

    OrderController(HeraldClient herald) {
        this.herald = herald;
    }

    /** The key names what has happened: however often this is called, the customer is notified once. */
    @PostMapping("/orders/{order}/shipped")
    String shipped(@PathVariable String order, @RequestParam String customer) {
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
