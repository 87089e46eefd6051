/// What Prometheus reads.
///
/// Promise: metric and label names are ours; no text from the network becomes one.
@NullMarked
package org.tapwarden.appliance.metrics;

import org.jspecify.annotations.NullMarked;
