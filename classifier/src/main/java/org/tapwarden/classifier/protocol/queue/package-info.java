/// Message queues, telemetry and what programs tell each other.
@NullMarked
package org.tapwarden.classifier.protocol.queue;

import org.jspecify.annotations.NullMarked;
