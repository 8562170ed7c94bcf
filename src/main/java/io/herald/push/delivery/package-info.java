/** Sends the pushes that are due: the decision on each, encryption, HTTP, and the limits of each push service. */
@NullMarked
package io.herald.push.delivery;

import org.jspecify.annotations.NullMarked;
