package io.herald.inbox;

/** Examples for the OpenAPI document. */
final class InboxDocument {

    static final String PAGE = """
            {"items":[{"id":"019ab8a4-8c5e-7d21-9f3e-0a1b2c3d4e5f","type":"success","title":"Your order is on its way",
             "category":"orders","link":"/orders/4711","data":{"order":4711},"from":"shop",
             "createdAt":"2026-11-20T15:00:00.123Z"}],"next":"019ab8a4-8c5e-7d21-9f3e-0a1b2c3d4e5f","unread":3}""";

    static final String UNREAD = """
            {"unread":3,"byCategory":{"orders":2}}""";

    static final String UP_TO = """
            {"upTo":"019ab8a4-8c5e-7d21-9f3e-0a1b2c3d4e5f"}""";

    static final String PREFERENCES = """
            {"categories":{"ads":"mute","news":"inboxOnly"},
             "quietHours":{"from":"22:00","to":"07:00","zone":"Europe/Berlin"}}""";

    private InboxDocument() {}
}
