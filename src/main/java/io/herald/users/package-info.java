/** What administrators do with users: throw them out, and refuse tokens that were issued to them. */
@NullMarked
package io.herald.users;

import org.jspecify.annotations.NullMarked;
