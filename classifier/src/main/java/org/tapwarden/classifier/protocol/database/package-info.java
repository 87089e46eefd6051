/// Databases, queues and caches.
@NullMarked
package org.tapwarden.classifier.protocol.database;

import org.jspecify.annotations.NullMarked;
