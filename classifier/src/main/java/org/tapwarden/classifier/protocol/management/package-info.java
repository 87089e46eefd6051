/// Running a network: monitoring, accounting, routing, logging.
@NullMarked
package org.tapwarden.classifier.protocol.management;

import org.jspecify.annotations.NullMarked;
