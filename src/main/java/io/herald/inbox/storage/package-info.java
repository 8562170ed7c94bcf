/** What the packages of the inbox share: access to its tables, the position of an item, and the retention. */
@NullMarked
package io.herald.inbox.storage;

import org.jspecify.annotations.NullMarked;
