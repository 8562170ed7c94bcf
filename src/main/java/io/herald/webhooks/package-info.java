/**
 * The webhooks that the service may call, for escalations and for hooks: settings, and the sender that signs each call.
 */
@NullMarked
package io.herald.webhooks;

import org.jspecify.annotations.NullMarked;
