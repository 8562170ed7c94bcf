/** The payload of a push message, which browsers and the service worker read. */
@NullMarked
package io.herald.push.payload;

import org.jspecify.annotations.NullMarked;
