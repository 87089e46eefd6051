/// The help desk: one mail per incident, complete without the console, through a durable outbox.
///
/// Promise: a mail that was queued arrives, once or recognisably twice; no string from the network
/// reaches a header or hides its true letters; no person is named.
@NullMarked
package org.tapwarden.enforcer.desk;

import org.jspecify.annotations.NullMarked;
