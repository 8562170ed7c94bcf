/**
 * The webhooks that the service may call: settings, and a client that signs each call.
 */
@NullMarked
package io.herald.webhooks;

import org.jspecify.annotations.NullMarked;
